package dev.quittance.attestation;

import dev.quittance.protocol.Sha256;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Set;

/** From the trusted root to the leaf (RFC 5280), without revocation lists: leaves live for hours. */
final class CertificateChain {
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int CURVE_BITS = 384;

    private CertificateChain() {}

    /**
     * The leaf, once its chain holds.
     *
     * @throws RefusedException when it does not
     */
    static X509Certificate leaf(AttestationDocument document, TrustRoot root, Instant now) throws RefusedException {
        // The first of the bundle only says which root it is: whether that is believed does not depend on its word.
        if (!Sha256.hash(document.bundle().getFirst()).equals(root.fingerprint())) {
            throw new RefusedException(Refusal.ROOT);
        }
        X509Certificate anchor = parse(document.bundle().getFirst());
        X509Certificate leaf = parse(document.certificate());
        // A path runs from the leaf to the root, which is not part of it.
        var path = new ArrayList<X509Certificate>(List.of(leaf));
        for (byte[] intermediate :
                document.bundle().subList(1, document.bundle().size()).reversed()) {
            path.add(parse(intermediate));
        }
        requireFit(leaf);
        validate(path, anchor, now);
        return leaf;
    }

    private static X509Certificate parse(byte[] der) throws RefusedException {
        try {
            var certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            if (!Arrays.equals(certificate.getEncoded(), der)) {
                throw new RefusedException(Refusal.CERTIFICATE);
            }
            return certificate;
        } catch (CertificateException e) {
            throw new RefusedException(Refusal.CERTIFICATE);
        }
    }

    private static void requireFit(X509Certificate leaf) throws RefusedException {
        boolean[] usage = leaf.getKeyUsage();
        boolean isP384 = leaf.getPublicKey() instanceof ECPublicKey key
                && key.getParams().getCurve().getField().getFieldSize() == CURVE_BITS;
        if (usage == null || !usage[DIGITAL_SIGNATURE] || leaf.getBasicConstraints() >= 0 || !isP384) {
            throw new RefusedException(Refusal.LEAF);
        }
    }

    private static void validate(List<X509Certificate> certificates, X509Certificate anchor, Instant now)
            throws RefusedException {
        try {
            CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(certificates);
            var parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            anchor.checkValidity(Date.from(now));
            CertPathValidator.getInstance("PKIX").validate(path, parameters);
        } catch (CertPathValidatorException e) {
            boolean isTime = e.getReason() == BasicReason.EXPIRED || e.getReason() == BasicReason.NOT_YET_VALID;
            throw new RefusedException(isTime ? Refusal.EXPIRED : Refusal.CHAIN);
        } catch (CertificateException e) {
            throw new RefusedException(Refusal.EXPIRED);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has PKIX", e);
        }
    }
}
