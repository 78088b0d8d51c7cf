package dev.quittance.devstack;

import dev.quittance.protocol.Bytes32;
import dev.quittance.transparency.Checkpoint;
import dev.quittance.transparency.LogKey;
import dev.quittance.transparency.Reception;
import dev.quittance.transparency.SignedNote;
import dev.quittance.transparency.TreeHash;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a signer says of its transparency log, for tests of whoever listens: any log, honest or not, under a key of its own. */
public final class LogAuthor {
    /** The signer's log by its name. */
    public static final String ORIGIN = "quittance-signer";

    private static final String ALGORITHM = "Ed25519";

    private final KeyPair keys = draw();

    /** The hash of an entry. */
    public static Bytes32 leaf(String entry) {
        return TreeHash.leaf(entry.getBytes(StandardCharsets.UTF_8));
    }

    /** The public key, SubjectPublicKeyInfo in base64. */
    public String key() {
        return Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
    }

    /** A signed checkpoint of so many entries. */
    public String note(long size, Bytes32 root) {
        return SignedNote.of(
                new Checkpoint(ORIGIN, size, root),
                LogKey.of(ORIGIN, keys.getPublic().getEncoded()),
                this::sign);
    }

    /** The answer to a witness: a checkpoint, and the proof that it goes on with what the witness has seen. */
    public String reception(long size, Bytes32 root, Bytes32... consistency) {
        return new Reception(note(size, root), key(), List.of(consistency), OptionalLong.empty(), Optional.empty())
                .toJson()
                .toString();
    }

    private static KeyPair draw() {
        try {
            return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] sign(byte[] bytes) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(keys.getPrivate());
            signature.update(bytes);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
