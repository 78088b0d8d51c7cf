package dev.quittance.signer.seal;

import dev.quittance.attestation.Measurement;
import dev.quittance.attestation.manifest.Manifest;
import dev.quittance.evm.secp256k1.RootKey;
import dev.quittance.protocol.Bytes32;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals the root: AES-256-GCM under HKDF-SHA-384 of the device secret with the measurement as salt and {@code seal-v1} as info;
 * purpose, manifest number and manifest hash are associated data. What goes into the cipher is the root under a pad that the
 * device secret derives natively for this nonce: copies of the cipher's key that the JDK leaves on the heap open nothing alone, and
 * the root itself never lies there.
 */
final class RootSeal {
    /** 12 bytes of nonce, 32 of masked root, 16 of tag. */
    static final int LENGTH = 60;

    private static final byte[] PURPOSE = ascii("quittance/root/1");
    private static final byte[] KEY_PURPOSE = ascii("quittance/seal-key/1");
    private static final byte[] MASK_PURPOSE = ascii("quittance/seal-mask/1");
    private static final byte[] COMMITMENT = ascii("quittance/root-commitment/1");
    private static final byte[] INFO = ascii("seal-v1");
    private static final int NONCE_LENGTH = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY_LENGTH = 32;

    private final RootKey deviceSecret;
    private final Measurement measurement;
    private final SecureRandom random;

    /**
     * A seal of this machine and what runs on it.
     *
     * @param measurement of this very process; there is no way to name another
     */
    RootSeal(RootKey deviceSecret, Measurement measurement, SecureRandom random) {
        this.deviceSecret = deviceSecret;
        this.measurement = measurement;
        this.random = random;
    }

    byte[] close(RootKey root, Manifest manifest) {
        byte[] nonce = new byte[NONCE_LENGTH];
        random.nextBytes(nonce);
        byte[] masked = root.masked(deviceSecret, mask(nonce));
        try {
            return ByteBuffer.allocate(LENGTH)
                    .put(nonce)
                    .put(run(Cipher.ENCRYPT_MODE, nonce, masked, manifest))
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the root cannot be sealed", e);
        }
    }

    /** The root; empty when it was sealed by another machine, measurement or manifest, or was changed. */
    Optional<RootKey> open(byte[] sealed, Manifest manifest) {
        byte[] nonce = Arrays.copyOf(sealed, NONCE_LENGTH);
        try {
            byte[] masked =
                    run(Cipher.DECRYPT_MODE, nonce, Arrays.copyOfRange(sealed, NONCE_LENGTH, sealed.length), manifest);
            return Optional.of(RootKey.unmask(masked, deviceSecret, mask(nonce)));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the root cannot be opened", e);
        }
    }

    /** What tells the root from any other secret, and nothing else of it. */
    static Bytes32 commitment(RootKey root) {
        return new Bytes32(root.derive(COMMITMENT));
    }

    private byte[] run(int mode, byte[] nonce, byte[] input, Manifest manifest) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        byte[] key = sealingKey();
        try {
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        } finally {
            Arrays.fill(key, (byte) 0);
        }
        cipher.updateAAD(PURPOSE);
        cipher.updateAAD(
                ByteBuffer.allocate(Long.BYTES).putLong(manifest.number()).array());
        cipher.updateAAD(manifest.hash().toByteArray());
        return cipher.doFinal(input);
    }

    private byte[] sealingKey() throws GeneralSecurityException {
        byte[] secret = deviceSecret.derive(KEY_PURPOSE);
        try {
            return KDF.getInstance("HKDF-SHA384")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(secret)
                            .addSalt(measurement.bytes())
                            .thenExpand(INFO, KEY_LENGTH));
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private static byte[] mask(byte[] nonce) {
        return ByteBuffer.allocate(MASK_PURPOSE.length + NONCE_LENGTH)
                .put(MASK_PURPOSE)
                .put(nonce)
                .array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
