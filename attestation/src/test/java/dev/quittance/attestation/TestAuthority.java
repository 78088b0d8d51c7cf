package dev.quittance.attestation;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Sha256;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority that also issues what none should. */
final class TestAuthority {
    private static int serial;

    final X500Principal name;
    final KeyPair keys;
    final byte[] certificate;

    private TestAuthority(X500Principal name, KeyPair keys, byte[] certificate) {
        this.name = name;
        this.keys = keys;
        this.certificate = certificate;
    }

    static TestAuthority root(String name, Instant now) {
        KeyPair keys = keys("secp384r1");
        var principal = new X500Principal("CN=" + name);
        Terms terms = new Terms(true, KeyUsage.keyCertSign, now.minusSeconds(60), now.plus(Duration.ofDays(100)));
        return new TestAuthority(principal, keys, issue(principal, keys, principal, keys.getPublic(), terms));
    }

    /** What a certificate says beside names and key. */
    record Terms(boolean isAuthority, int usage, Instant from, Instant until) {
        static Terms leaf(Instant now) {
            return new Terms(false, KeyUsage.digitalSignature, now.minusSeconds(60), now.plusSeconds(3600));
        }

        static Terms authority(Instant now) {
            return new Terms(true, KeyUsage.keyCertSign, now.minusSeconds(60), now.plusSeconds(3600));
        }
    }

    TestAuthority issue(String subject, KeyPair subjectKeys, Terms terms) {
        var principal = new X500Principal("CN=" + subject);
        return new TestAuthority(principal, subjectKeys, issue(name, keys, principal, subjectKeys.getPublic(), terms));
    }

    Bytes32 fingerprint() {
        return Sha256.hash(certificate);
    }

    static KeyPair keys(String curve) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] issue(
            X500Principal issuer, KeyPair issuerKeys, X500Principal subject, PublicKey key, Terms terms) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    BigInteger.valueOf(++serial),
                    Date.from(terms.from()),
                    Date.from(terms.until()),
                    subject,
                    key);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(terms.isAuthority()));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(terms.usage()));
            return builder.build(new JcaContentSignerBuilder("SHA384withECDSA").build(issuerKeys.getPrivate()))
                    .getEncoded();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
