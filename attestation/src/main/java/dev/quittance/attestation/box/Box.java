package dev.quittance.attestation.box;

import dev.quittance.protocol.Hex;
import dev.quittance.protocol.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;

/**
 * A secret for one recipient: HPKE in base mode with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM (RFC 9180), as
 * encapsulated key and ciphertext. It says nothing of its sender; where that matters, somebody known signs a digest.
 */
public final class Box {
    private static final int ENCAPSULATED = 32;
    private static final int TAG = 16;
    private static final int LENGTH_MAX = 1024;

    private final byte[] bytes;

    private Box(byte[] bytes) {
        if (bytes.length < ENCAPSULATED + TAG || bytes.length > LENGTH_MAX) {
            throw new MalformedException("a box has " + (ENCAPSULATED + TAG) + " to " + LENGTH_MAX + " bytes");
        }
        this.bytes = bytes;
    }

    /** What a box is for: none opens as another kind. */
    public enum Purpose {
        /** A share of the root for its holder. */
        SHARE,
        /** A share on its way from its holder into a signer. */
        RECOVERY,
        /** The root on its way from one signer to its successor. */
        HAND_OVER,
        /** An account's key on its way into the signer. */
        IMPORT,
        /** An account's key on its way to whoever takes it out. */
        EXPORT;

        private byte[] info() {
            String text = "quittance/box/1/" + name().toLowerCase(java.util.Locale.ROOT);
            return text.getBytes(StandardCharsets.US_ASCII);
        }
    }

    /**
     * Closes a box.
     *
     * @param context what the box belongs to; whoever opens it names the same
     */
    public static Box close(byte[] secret, Purpose purpose, byte[] context, BoxRecipient recipient) {
        try {
            byte[][] sealed = suite().seal(recipient.parameters(), purpose.info(), context, secret, null, null, null);
            // BouncyCastle gives the ciphertext first.
            return new Box(ByteBuffer.allocate(sealed[0].length + sealed[1].length)
                    .put(sealed[1])
                    .put(sealed[0])
                    .array());
        } catch (InvalidCipherTextException | IllegalStateException e) {
            // A key of small order, with which nothing could be agreed on.
            throw new MalformedException("no box can be closed for this key");
        }
    }

    /** What is in the box, for the caller to wipe; empty when it is for another key, purpose or context, or was changed. */
    public Optional<byte[]> open(Purpose purpose, byte[] context, BoxKey key) {
        try {
            var pair = new AsymmetricCipherKeyPair(key.parameters().generatePublicKey(), key.parameters());
            return Optional.of(suite().open(
                            Arrays.copyOf(bytes, ENCAPSULATED),
                            pair,
                            purpose.info(),
                            context,
                            Arrays.copyOfRange(bytes, ENCAPSULATED, bytes.length),
                            null,
                            null,
                            null));
        } catch (InvalidCipherTextException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    /**
     * Reads 0x and hexadecimal digits.
     *
     * @throws MalformedException when it is no box's
     */
    public static Box parse(String text) {
        return new Box(Hex.decode(text));
    }

    /** As 0x and hexadecimal digits. */
    @Override
    public String toString() {
        return Hex.encode(bytes);
    }

    private static HPKE suite() {
        return new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
    }
}
