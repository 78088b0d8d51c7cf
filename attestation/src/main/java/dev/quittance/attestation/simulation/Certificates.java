package dev.quittance.attestation.simulation;

import dev.quittance.attestation.TrustRoot;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Keys of P-384 and their X.509 certificates. */
final class Certificates {
    static final X500Principal ROOT = new X500Principal("CN=" + TrustRoot.SIMULATED + " - NO HARDWARE,O=Quittance");
    static final X500Principal LEAF = new X500Principal("CN=" + TrustRoot.SIMULATED + " enclave,O=Quittance");

    private static final int SERIAL_BITS = 120;

    private Certificates() {}

    static KeyPair drawKey(SecureRandom random) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp384r1"), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-384", e);
        }
    }

    /**
     * Issues a certificate.
     *
     * @param isAuthority whether it may issue others in turn, or else sign documents
     */
    static X509Certificate issue(
            KeyPair issuer,
            X500Principal subject,
            PublicKey key,
            boolean isAuthority,
            Instant from,
            Instant until,
            SecureRandom random) {
        try {
            var certificate = new JcaX509v3CertificateBuilder(
                    ROOT, new BigInteger(SERIAL_BITS, random), Date.from(from), Date.from(until), subject, key);
            certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
            certificate.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(isAuthority ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.digitalSignature));
            var signer = new JcaContentSignerBuilder("SHA384withECDSA")
                    .setSecureRandom(random)
                    .build(issuer.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(certificate.build(signer));
        } catch (IOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException("a certificate cannot be issued", e);
        }
    }
}
