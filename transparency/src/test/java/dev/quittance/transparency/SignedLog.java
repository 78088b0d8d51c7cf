package dev.quittance.transparency;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A log with its live key, and the answers that an honest signer gives about it. */
final class SignedLog {
    static final String ORIGIN = "log.test";

    private final List<byte[]> entries = new ArrayList<>();
    private final KeyPair key = newKey();

    void append(int count) {
        for (int i = 0; i < count; i++) {
            append("{\"kind\":\"denied\",\"number\":" + entries.size() + "}");
        }
    }

    void append(String entry) {
        entries.add(entry.getBytes(StandardCharsets.UTF_8));
    }

    /** Forgets what came after so many entries. */
    void cutTo(int size) {
        entries.subList(size, entries.size()).clear();
    }

    /** To whoever has seen so many entries. */
    Reception answer(int seen) {
        return answer(seen, OptionalLong.empty());
    }

    Reception answer(int seen, OptionalLong restored) {
        var tree = new NaiveTree(entries);
        return new Reception(note(tree.checkpoint()), key64(), tree.proof(seen), restored, Optional.empty());
    }

    /** To whoever has seen what a restoration took away. */
    Reception restoration(int index) {
        var tree = new NaiveTree(entries);
        return new Reception(
                note(tree.checkpoint()),
                key64(),
                List.of(),
                OptionalLong.of(index),
                Optional.of(new Reception.Restoration(
                        index, new String(entries.get(index), StandardCharsets.UTF_8), tree.path(index))));
    }

    /** The checkpoint of the first entries. */
    String note(int size) {
        return note(new NaiveTree(entries).first(size).checkpoint());
    }

    private String note(Checkpoint checkpoint) {
        return SignedNote.of(checkpoint, LogKey.of(ORIGIN, key.getPublic().getEncoded()), this::sign);
    }

    private String key64() {
        return Base64.getEncoder().encodeToString(key.getPublic().getEncoded());
    }

    static KeyPair newKey() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] sign(byte[] bytes) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key.getPrivate());
            signature.update(bytes);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
