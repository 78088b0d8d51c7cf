package dev.quittance.attestation.box;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;

/** A public key of X25519, for which boxes are closed. */
public final class BoxRecipient {
    private static final String SUBTYPE = "X25519";

    private final byte[] key;

    /**
     * Copies the 32 bytes (RFC 7748).
     *
     * @throws MalformedException when there are more or fewer
     */
    public BoxRecipient(byte[] key) {
        if (key.length != X25519PublicKeyParameters.KEY_SIZE) {
            throw new MalformedException("a public key of X25519 has 32 bytes");
        }
        this.key = key.clone();
    }

    /**
     * Reads a public JWK of X25519 (RFC 8037): {@code kty}, {@code crv} and {@code x}, nothing else.
     *
     * @throws MalformedException when it is something else
     */
    public static BoxRecipient fromJwk(JsonObject jwk) {
        if (!jwk.names().equals(Set.of("kty", "crv", "x"))
                || !jwk.text("kty").equals("OKP")
                || !jwk.text("crv").equals(SUBTYPE)) {
            throw new MalformedException("expected a public JWK with kty OKP, crv X25519 and x, and nothing else");
        }
        return new BoxRecipient(base64(jwk.text("x")));
    }

    /** The public JWK. */
    public JsonObject toJwk() {
        return JsonObject.builder()
                .put("kty", "OKP")
                .put("crv", SUBTYPE)
                .put("x", Base64.getUrlEncoder().withoutPadding().encodeToString(key))
                .build();
    }

    /** The 32 bytes. */
    public byte[] toByteArray() {
        return key.clone();
    }

    X25519PublicKeyParameters parameters() {
        return new X25519PublicKeyParameters(key);
    }

    /** Canonical base64url without padding only. */
    static byte[] base64(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            if (Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException _) {
            // Said below, without the cause, which may quote a private key.
        }
        throw new MalformedException("a member of a JWK is not base64url");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BoxRecipient that && Arrays.equals(key, that.key);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(key);
    }

    @Override
    public String toString() {
        return "BoxRecipient[" + Base64.getUrlEncoder().withoutPadding().encodeToString(key) + "]";
    }
}
