package dev.quittance.signer.principal;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A compact JWS taken apart but not yet believed. */
record ReceivedToken(String compact, JsonObject header, JsonObject claims) {
    /** Longer than any honest token; a bound on what is decoded for strangers. */
    private static final int LENGTH_MAX = 4096;

    private static final int PARTS = 3;

    /**
     * Takes a token apart.
     *
     * @throws MalformedException when it is not three base64url parts, or header or claims are not strict JSON, where a name
     *     stands once
     */
    static ReceivedToken parse(String compact) {
        if (compact.length() > LENGTH_MAX) {
            throw new MalformedException("the token is too long");
        }
        String[] parts = compact.split("\\.", -1);
        if (parts.length != PARTS) {
            throw new MalformedException("the token has not three parts");
        }
        return new ReceivedToken(compact, object(parts[0]), object(parts[1]));
    }

    private static JsonObject object(String part) {
        try {
            return JsonObject.parse(Base64.getUrlDecoder().decode(part.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("not base64url", e);
        }
    }

    @Override
    public String toString() {
        return "ReceivedToken[redacted]";
    }
}
