package dev.quittance.transparency;

import dev.quittance.protocol.MalformedException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** An Ed25519 key under the name by which a signed note knows it. */
public final class LogKey {
    /** Bytes of a key's id in front of its signature. */
    static final int ID_LENGTH = 4;

    private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final int RAW_LENGTH = 32;
    private static final byte ED25519 = 0x01;

    private final String name;
    private final byte[] raw;
    private final PublicKey key;

    private LogKey(String name, byte[] raw, PublicKey key) {
        this.name = name;
        this.raw = raw;
        this.key = key;
    }

    /**
     * A key by its SubjectPublicKeyInfo, as attestation documents name it.
     *
     * @throws MalformedException when it is no Ed25519 key
     */
    public static LogKey of(String name, byte[] subjectPublicKeyInfo) {
        boolean isEd25519 = subjectPublicKeyInfo.length == SPKI_PREFIX.length + RAW_LENGTH
                && Arrays.equals(SPKI_PREFIX, Arrays.copyOf(subjectPublicKeyInfo, SPKI_PREFIX.length));
        if (!isEd25519) {
            throw new MalformedException("a log's key is the SubjectPublicKeyInfo of an Ed25519 key");
        }
        try {
            return new LogKey(
                    name,
                    Arrays.copyOfRange(subjectPublicKeyInfo, SPKI_PREFIX.length, subjectPublicKeyInfo.length),
                    KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(subjectPublicKeyInfo)));
        } catch (GeneralSecurityException e) {
            throw new MalformedException("a log's key is a point of Ed25519", e);
        }
    }

    String name() {
        return name;
    }

    /** The first four bytes of SHA-256(name, line feed, 0x01, key). */
    byte[] id() {
        var hashed = new ByteArrayOutputStream();
        hashed.writeBytes(name.getBytes(StandardCharsets.UTF_8));
        hashed.write('\n');
        hashed.write(ED25519);
        hashed.writeBytes(raw);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(hashed.toByteArray());
            return Arrays.copyOf(digest, ID_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    boolean hasSigned(String text, byte[] signature) {
        try {
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            check.update(text.getBytes(StandardCharsets.UTF_8));
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
