package dev.quittance.attestation.manifest;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * An admin's signature under a manifest: over {@code quittance/manifest/1}, a zero byte and the manifest's hash, so that nothing
 * else that the same key signs is one.
 *
 * @param admin thumbprint of the admin's key
 * @param signature 0x and hexadecimal digits, lower case, of 64 bytes
 */
public record Approval(String admin, String signature) {
    private static final byte[] TAG = "quittance/manifest/1\0".getBytes(StandardCharsets.US_ASCII);
    private static final int SIGNATURE_LENGTH = 64;

    /** Signs as the admin whose private JWK this is. */
    public static Approval sign(Manifest manifest, String privateJwk) {
        byte[] signature = AdminKey.sign(privateJwk, message(manifest.hash()));
        return new Approval(AdminKey.ofPrivateJwk(privateJwk).id(), Hex.encode(signature));
    }

    boolean isBy(AdminKey key, Bytes32 manifestHash) {
        return key.hasSigned(message(manifestHash), Hex.decode(signature));
    }

    JsonObject toJson() {
        return JsonObject.builder()
                .put("admin", admin)
                .put("signature", signature)
                .build();
    }

    static Approval parse(JsonObject json) {
        if (!json.names().equals(Set.of("admin", "signature"))) {
            throw new MalformedException("an approval has admin and signature, and nothing else");
        }
        byte[] signature = Hex.decode(json.text("signature"), SIGNATURE_LENGTH);
        return new Approval(json.text("admin"), Hex.encode(signature));
    }

    private static byte[] message(Bytes32 hash) {
        return ByteBuffer.allocate(TAG.length + Bytes32.LENGTH)
                .put(TAG)
                .put(hash.toByteArray())
                .array();
    }
}
