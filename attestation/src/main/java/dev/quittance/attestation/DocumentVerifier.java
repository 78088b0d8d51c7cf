package dev.quittance.attestation;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Believes documents that say what is expected, fresh, and by a chain from the one trusted root. */
public final class DocumentVerifier {
    private final TrustRoot root;
    private final Set<Measurement> expected;
    private final Freshness freshness;
    private final InstantSource clock;

    /**
     * A verifier of one root.
     *
     * @param expected what may run; at least one, and more while one replaces another
     */
    public DocumentVerifier(TrustRoot root, Set<Measurement> expected, Freshness freshness, InstantSource clock) {
        if (expected.isEmpty()) {
            throw new IllegalArgumentException("a document proves nothing to whoever expects no measurement");
        }
        this.root = root;
        this.expected = Set.copyOf(expected);
        this.freshness = freshness;
        this.clock = clock;
    }

    /**
     * Judges a document.
     *
     * @param challenge what it must answer; spent by this
     * @param tlsKey the connection's key as SubjectPublicKeyInfo; absent where there is no TLS
     */
    public Verification verify(byte[] document, Challenge challenge, Optional<byte[]> tlsKey) {
        try {
            return attested(document, challenge, tlsKey);
        } catch (RefusedException e) {
            return new Verification.Refused(e.refusal());
        }
    }

    private Verification attested(byte[] bytes, Challenge challenge, Optional<byte[]> tlsKey) throws RefusedException {
        if (!challenge.spend()) {
            throw new RefusedException(Refusal.NONCE_REUSED);
        }
        Instant now = clock.instant();
        CoseSign1 signed = CoseSign1.read(bytes);
        AttestationDocument document = AttestationDocument.read(payload(signed));
        if (!signed.isSignedBy(CertificateChain.leaf(document, root, now).getPublicKey())) {
            throw new RefusedException(Refusal.SIGNATURE);
        }
        if (!root.fits(document.moduleId())) {
            throw new RefusedException(Refusal.MODULE);
        }
        Measurement measurement = measurement(document);
        requireAnswer(document, challenge);
        requireFresh(document, now);
        byte[] liveKey = document.publicKey().orElseThrow(() -> new RefusedException(Refusal.PUBLIC_KEY));
        if (!LiveSignature.isKey(liveKey)) {
            throw new RefusedException(Refusal.PUBLIC_KEY);
        }
        UserData userData = UserData.read(document.userData());
        Optional<Bytes32> shown = tlsKey.map(UserData::tlsKeyHash);
        if (shown.isPresent() && !shown.equals(userData.tlsKey())) {
            throw new RefusedException(Refusal.TLS_KEY);
        }
        return new Verification.Attested(document, measurement, liveKey, userData);
    }

    /** Newer Nitro hardware leaves the length of the outermost map open; nobody else has a reason to. */
    private CborValue payload(CoseSign1 signed) throws RefusedException {
        return switch (root) {
            case TrustRoot.AwsNitro() -> CborReader.readOpenMap(signed.payload());
            case TrustRoot.Simulated(var _) -> CborReader.read(signed.payload());
        };
    }

    private Measurement measurement(AttestationDocument document) throws RefusedException {
        var measurement = new Measurement(register(document, 0), register(document, 1), register(document, 2));
        if (!expected.contains(measurement)) {
            throw new RefusedException(Refusal.MEASUREMENT);
        }
        return measurement;
    }

    private static String register(AttestationDocument document, int number) throws RefusedException {
        byte[] value = document.registers().get(number);
        if (value == null || value.length != Measurement.REGISTER_LENGTH) {
            throw new RefusedException(Refusal.MEASUREMENT_MISSING);
        }
        if (Arrays.equals(value, new byte[Measurement.REGISTER_LENGTH])) {
            throw new RefusedException(Refusal.MEASUREMENT_ZERO);
        }
        return Hex.encode(value);
    }

    private static void requireAnswer(AttestationDocument document, Challenge challenge) throws RefusedException {
        if (!MessageDigest.isEqual(document.nonce().orElse(new byte[0]), challenge.nonce())) {
            throw new RefusedException(Refusal.NONCE);
        }
    }

    private void requireFresh(AttestationDocument document, Instant now) throws RefusedException {
        if (document.timestamp().isBefore(now.minus(freshness.ageMax()))) {
            throw new RefusedException(Refusal.TOO_OLD);
        }
        if (document.timestamp().isAfter(now.plus(freshness.skewMax()))) {
            throw new RefusedException(Refusal.FUTURE);
        }
    }
}
