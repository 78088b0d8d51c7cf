package dev.quittance.attestation.simulation;

import dev.quittance.protocol.MalformedException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** The root of the simulation: a P-384 key, and a certificate whose subject says that no hardware stands behind it. */
public final class SimulatedRoot {
    private static final Duration LIFE = Duration.ofDays(3650);
    /** Clocks of verifiers may be behind. */
    private static final Duration BACKDATED = Duration.ofMinutes(1);

    private final PrivateKey key;
    private final X509Certificate certificate;
    private final SecureRandom random;

    private SimulatedRoot(PrivateKey key, X509Certificate certificate, SecureRandom random) {
        this.key = key;
        this.certificate = certificate;
        this.random = random;
    }

    /** A new one. */
    public static SimulatedRoot draw(SecureRandom random, Instant now) {
        KeyPair pair = Certificates.drawKey(random);
        X509Certificate certificate = Certificates.issue(
                pair, Certificates.ROOT, pair.getPublic(), true, now.minus(BACKDATED), now.plus(LIFE), random);
        return new SimulatedRoot(pair.getPrivate(), certificate, random);
    }

    /**
     * Reads what {@link #toPem} wrote.
     *
     * @throws MalformedException when it is something else
     */
    public static SimulatedRoot parse(String pem, SecureRandom random) {
        try {
            var keyFactory = KeyFactory.getInstance("EC");
            PrivateKey key = keyFactory.generatePrivate(new PKCS8EncodedKeySpec(block(pem, "PRIVATE KEY")));
            return new SimulatedRoot(key, certificate(block(pem, "CERTIFICATE")), random);
        } catch (GeneralSecurityException e) {
            throw new MalformedException("not a simulated root");
        }
    }

    /** Key (PKCS #8) and certificate. */
    public String toPem() {
        return block("PRIVATE KEY", key.getEncoded()) + certificatePem();
    }

    public String certificatePem() {
        return block("CERTIFICATE", der());
    }

    byte[] der() {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate has no encoding", e);
        }
    }

    /** A leaf that is valid for a while from now on. */
    SimulatedLeaf issue(Instant now, Duration life) {
        KeyPair pair = Certificates.drawKey(random);
        X509Certificate leaf = Certificates.issue(
                new KeyPair(certificate.getPublicKey(), key),
                Certificates.LEAF,
                pair.getPublic(),
                false,
                now.minus(BACKDATED),
                now.plus(life),
                random);
        try {
            return new SimulatedLeaf(pair.getPrivate(), leaf.getEncoded(), now.plus(life));
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate has no encoding", e);
        }
    }

    private static X509Certificate certificate(byte[] der) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    private static byte[] block(String pem, String type) {
        String begin = "-----BEGIN " + type + "-----";
        int start = pem.indexOf(begin);
        int end = pem.indexOf("-----END " + type + "-----");
        if (start < 0 || end < start) {
            throw new MalformedException("no " + type + " in PEM");
        }
        try {
            return Base64.getMimeDecoder().decode(pem.substring(start + begin.length(), end));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("no " + type + " in PEM");
        }
    }

    private static String block(String type, byte[] bytes) {
        String lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(bytes);
        return "-----BEGIN " + type + "-----\n" + lines + "\n-----END " + type + "-----\n";
    }
}
