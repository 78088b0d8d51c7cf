package dev.quittance.protocol.token;

import dev.quittance.protocol.Sha256;
import java.time.Duration;
import java.util.HexFormat;

/** The claims of a request token, and how they are computed from a request. */
public final class RequestToken {
    public static final String AUDIENCE = "quittance-signer";
    /** Array of one text: {@code METHOD authority/path}, without query. */
    public static final String URIS_CLAIM = "uris";
    /** Lower-case hexadecimal SHA-256 of the body's bytes. */
    public static final String REQUEST_HASH_CLAIM = "reqHash";
    /** From issue to expiry. */
    public static final Duration LIFE = Duration.ofSeconds(60);

    private RequestToken() {}

    /** The one entry of {@link #URIS_CLAIM}. */
    public static String uri(String method, String authority, String path) {
        return method + " " + authority + path;
    }

    /** The value of {@link #REQUEST_HASH_CLAIM}; an absent body counts as no bytes. */
    public static String requestHash(byte[] body) {
        return HexFormat.of().formatHex(Sha256.hash(body).toByteArray());
    }
}
