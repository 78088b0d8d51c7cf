package dev.quittance.gateway.delivery;

import dev.quittance.gateway.reservation.SealedAnswer;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Seals answers with AES-256-GCM (NIST SP 800-38D) under a key of their own, derived from a master by HKDF-SHA256 (RFC 5869)
 * with the payment id; the sealed bytes are bound to payment id and request digest, so that none can be put in another's place.
 */
public final class AnswerSeal {
    private static final byte[] PURPOSE = "quittance stored answer".getBytes(StandardCharsets.US_ASCII);
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int UUID_BYTES = 16;

    private final AnswerKeys keys;
    private final SecureRandom random;

    public AnswerSeal(AnswerKeys keys, SecureRandom random) {
        this.keys = keys;
        this.random = random;
    }

    /** Seals an answer under the current master. */
    public SealedAnswer seal(PaidAnswer answer, UUID paymentId, Bytes32 requestDigest) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        var current = keys.current();
        try {
            var cipher = cipher(Cipher.ENCRYPT_MODE, AnswerKeys.master(current), nonce, paymentId, requestDigest);
            return new SealedAnswer(current.id(), nonce, cipher.doFinal(answer.toBytes()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("an answer cannot be sealed", e);
        }
    }

    /**
     * Opens a sealed answer.
     *
     * @return nothing when its master is gone, or when it is not the one that was sealed for this payment and request
     */
    public Optional<PaidAnswer> open(SealedAnswer sealed, UUID paymentId, Bytes32 requestDigest) {
        var master = keys.byId(sealed.keyId());
        if (master.isEmpty()) {
            return Optional.empty();
        }
        try {
            var cipher = cipher(Cipher.DECRYPT_MODE, master.get(), sealed.nonce(), paymentId, requestDigest);
            return Optional.of(PaidAnswer.fromBytes(cipher.doFinal(sealed.sealed())));
        } catch (GeneralSecurityException | MalformedException e) {
            return Optional.empty();
        }
    }

    private static Cipher cipher(int mode, SecretKey master, byte[] nonce, UUID paymentId, Bytes32 requestDigest)
            throws GeneralSecurityException {
        byte[] id = ByteBuffer.allocate(UUID_BYTES)
                .putLong(paymentId.getMostSignificantBits())
                .putLong(paymentId.getLeastSignificantBits())
                .array();
        byte[] info = ByteBuffer.allocate(PURPOSE.length + UUID_BYTES)
                .put(PURPOSE)
                .put(id)
                .array();
        var derivation = HKDFParameterSpec.ofExtract().addIKM(master).thenExpand(info, KEY_BYTES);
        SecretKey key = KDF.getInstance("HKDF-SHA256").deriveKey("AES", derivation);
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(id);
        cipher.updateAAD(requestDigest.toByteArray());
        return cipher;
    }
}
