package dev.quittance.attestation.ceremony;

import dev.quittance.attestation.box.BoxRecipient;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;

/**
 * The key for which boxes to one run of a signer are closed, vouched for by the live key of that run, which an attestation document
 * names.
 *
 * @param signature of Ed25519 over {@link #message}, 0x and hexadecimal digits
 * @param livePublicKey SubjectPublicKeyInfo, 0x and hexadecimal digits; proves nothing before it was compared with a document's
 */
public record CeremonyKeyProof(BoxRecipient recipient, String signature, String livePublicKey) {
    private static final byte[] TAG = "quittance/ceremony-key/1\0".getBytes(StandardCharsets.US_ASCII);

    /** What the live key signs. */
    public static byte[] message(BoxRecipient recipient) {
        byte[] key = recipient.toByteArray();
        return ByteBuffer.allocate(TAG.length + key.length).put(TAG).put(key).array();
    }

    /** The key, if this live key vouches for it. */
    public Optional<BoxRecipient> verified(byte[] documentPublicKey) {
        try {
            Signature verification = Signature.getInstance("Ed25519");
            verification.initVerify(
                    KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(documentPublicKey)));
            verification.update(message(recipient));
            return verification.verify(Hex.decode(signature)) ? Optional.of(recipient) : Optional.empty();
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /** The wire form. */
    public JsonObject toJson() {
        return JsonObject.builder()
                .put("key", recipient.toJwk())
                .put("signature", signature)
                .put("livePublicKey", livePublicKey)
                .build();
    }

    /**
     * Reads the wire form.
     *
     * @throws MalformedException when it is of another form
     */
    public static CeremonyKeyProof parse(JsonObject json) {
        return new CeremonyKeyProof(
                BoxRecipient.fromJwk(json.object("key")), json.text("signature"), json.text("livePublicKey"));
    }
}
