package dev.quittance.attestation;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A COSE_Sign1 structure (RFC 9052, section 4.2) with ES384 and no unprotected headers, as AWS Nitro signs documents.
 *
 * @param payload what is signed, exactly as received
 * @param signature r and s, 48 bytes each
 */
@SuppressWarnings("ArrayRecordComponent") // bytes as received, which nobody compares as records
record CoseSign1(byte[] payload, byte[] signature) {
    /** {1: -35}: the algorithm is ES384, and nothing else is said. */
    private static final byte[] PROTECTED =
            CborWriter.write(new CborValue.Fields(Map.of(new CborValue.Whole(1), new CborValue.Whole(-35))));

    private static final String ALGORITHM = "SHA384withECDSAinP1363Format";
    private static final int TAG = 18;
    private static final int SIGNATURE_LENGTH = 96;

    /** Signs with a P-384 key. */
    static CoseSign1 sign(byte[] payload, PrivateKey key) {
        try {
            var signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(toBeSigned(payload));
            return new CoseSign1(payload, signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a P-384 key does not sign", e);
        }
    }

    /**
     * Reads the structure, with tag 18 or bare.
     *
     * @throws RefusedException when it is not exactly that
     */
    static CoseSign1 read(byte[] bytes) throws RefusedException {
        CborValue outer = CborReader.read(bytes);
        CborValue inner = outer;
        if (outer instanceof CborValue.Tagged(long tag, CborValue value)) {
            if (tag != TAG) {
                throw new RefusedException(Refusal.MALFORMED);
            }
            inner = value;
        }
        List<CborValue> parts = inner.items();
        if (parts.size() != 4) {
            throw new RefusedException(Refusal.MALFORMED);
        }
        if (!Arrays.equals(parts.get(0).bytes(), PROTECTED)) {
            throw new RefusedException(Refusal.ALGORITHM);
        }
        if (!parts.get(1).fields().isEmpty()) {
            throw new RefusedException(Refusal.UNKNOWN_KEY);
        }
        byte[] signature = parts.get(3).bytes();
        if (signature.length != SIGNATURE_LENGTH) {
            throw new RefusedException(Refusal.SIGNATURE);
        }
        return new CoseSign1(parts.get(2).bytes(), signature);
    }

    /** Untagged, as the Nitro device gives it. */
    byte[] toBytes() {
        return CborWriter.write(new CborValue.Items(List.of(
                new CborValue.Bytes(PROTECTED),
                new CborValue.Fields(Map.of()),
                new CborValue.Bytes(payload),
                new CborValue.Bytes(signature))));
    }

    boolean isSignedBy(PublicKey key) {
        try {
            var verification = Signature.getInstance(ALGORITHM);
            verification.initVerify(key);
            verification.update(toBeSigned(payload));
            return verification.verify(signature);
        } catch (SignatureException | InvalidKeyException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    private static byte[] toBeSigned(byte[] payload) {
        return CborWriter.write(new CborValue.Items(List.of(
                new CborValue.Text("Signature1"),
                new CborValue.Bytes(PROTECTED),
                new CborValue.Bytes(new byte[0]),
                new CborValue.Bytes(payload))));
    }
}
