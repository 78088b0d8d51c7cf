package dev.quittance.attestation.box;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.security.SecureRandom;
import java.util.Base64;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;

/** A private key of X25519, to which boxes are closed and by which they are opened. */
public final class BoxKey {
    private final X25519PrivateKeyParameters key;

    private BoxKey(X25519PrivateKeyParameters key) {
        this.key = key;
    }

    /** Draws a key. */
    public static BoxKey draw(SecureRandom random) {
        return new BoxKey(new X25519PrivateKeyParameters(random));
    }

    /**
     * The key of these 32 bytes (RFC 7748, clamped when used); copies them.
     *
     * @throws MalformedException when there are more or fewer
     */
    public static BoxKey of(byte[] secret) {
        if (secret.length != X25519PrivateKeyParameters.KEY_SIZE) {
            throw new MalformedException("a private key of X25519 has 32 bytes");
        }
        return new BoxKey(new X25519PrivateKeyParameters(secret));
    }

    /**
     * Reads a private JWK of X25519 (RFC 8037).
     *
     * @throws MalformedException when it is something else, or its halves do not belong together; the message holds no key
     */
    public static BoxKey fromJwk(String text) {
        JsonObject jwk = JsonObject.parse(text);
        BoxRecipient stated = BoxRecipient.fromJwk(jwk.without("d"));
        BoxKey key = of(BoxRecipient.base64(jwk.text("d")));
        if (!key.recipient().equals(stated)) {
            throw new MalformedException("the halves of a JWK of X25519 do not belong together");
        }
        return key;
    }

    /** The private JWK. */
    public String toPrivateJwk() {
        return recipient().toJwk().toBuilder()
                .put("d", Base64.getUrlEncoder().withoutPadding().encodeToString(key.getEncoded()))
                .build()
                .toString();
    }

    /** The public half. */
    public BoxRecipient recipient() {
        return new BoxRecipient(key.generatePublicKey().getEncoded());
    }

    X25519PrivateKeyParameters parameters() {
        return key;
    }

    @Override
    public String toString() {
        return "BoxKey[redacted]";
    }
}
