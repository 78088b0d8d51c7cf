package dev.quittance.signer.principal;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.token.RequestToken;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What header and claims of a request token have to say. Pure; the signature and single use are checked elsewhere. */
final class TokenRules {
    private static final Set<String> HEADER = Set.of("alg", "kid", "typ");
    private static final Set<String> ALGORITHMS =
            Arrays.stream(KeyAlgorithm.values()).map(KeyAlgorithm::jws).collect(Collectors.toUnmodifiableSet());
    private static final Set<String> CLAIMS =
            Set.of("iss", "aud", "iat", "exp", "jti", RequestToken.URIS_CLAIM, RequestToken.REQUEST_HASH_CLAIM);
    /** At least 128 bits in base64url. */
    private static final Pattern TOKEN_ID = Pattern.compile("[A-Za-z0-9_-]{22,64}");

    private static final Pattern REQUEST_HASH = Pattern.compile("[0-9a-f]{64}");

    private final String authority;
    private final Duration skewMax;

    TokenRules(String authority, Duration skewMax) {
        this.authority = authority;
        this.skewMax = skewMax;
    }

    /** Judges the header; empty when nothing speaks against it. A header that offers its own key is refused with the rest. */
    static Optional<TokenRefusal> refuseHeader(JsonObject header) {
        if (!header.names().equals(HEADER)) {
            return Optional.of(TokenRefusal.TOKEN_HEADER);
        }
        try {
            if (!ALGORITHMS.contains(header.text("alg"))) {
                return Optional.of(TokenRefusal.TOKEN_ALGORITHM);
            }
            boolean fits =
                    header.text("typ").equals("JWT") && !header.text("kid").isEmpty();
            return fits ? Optional.empty() : Optional.of(TokenRefusal.TOKEN_HEADER);
        } catch (MalformedException e) {
            return Optional.of(TokenRefusal.TOKEN_HEADER);
        }
    }

    /**
     * Reads the claims.
     *
     * @throws MalformedException when one is missing, unknown, or of the wrong form
     */
    static TokenClaims read(JsonObject claims) {
        if (!claims.names().equals(CLAIMS)) {
            throw new MalformedException("other claims than expected");
        }
        List<String> uris = claims.texts(RequestToken.URIS_CLAIM);
        String id = claims.text("jti");
        String requestHash = claims.text(RequestToken.REQUEST_HASH_CLAIM);
        if (uris.size() != 1
                || !TOKEN_ID.matcher(id).matches()
                || !REQUEST_HASH.matcher(requestHash).matches()) {
            throw new MalformedException("a claim has the wrong form");
        }
        return new TokenClaims(
                claims.text("iss"),
                claims.text("aud"),
                Instant.ofEpochSecond(claims.longInteger("iat")),
                Instant.ofEpochSecond(claims.longInteger("exp")),
                id,
                uris.getFirst(),
                requestHash);
    }

    /** Judges the claims of a token that came with this request; empty when nothing speaks against them. */
    Optional<TokenRefusal> refuseClaims(TokenClaims claims, Caller caller, String method, String path, Instant now) {
        if (!claims.issuer().equals(caller.name())) {
            return Optional.of(TokenRefusal.TOKEN_ISSUER);
        }
        if (!claims.audience().equals(RequestToken.AUDIENCE)) {
            return Optional.of(TokenRefusal.TOKEN_AUDIENCE);
        }
        if (claims.expiresAt().isAfter(claims.issuedAt().plus(RequestToken.LIFE))) {
            return Optional.of(TokenRefusal.TOKEN_LIFE);
        }
        if (claims.issuedAt().isAfter(now.plus(skewMax))) {
            return Optional.of(TokenRefusal.TOKEN_ISSUED_IN_FUTURE);
        }
        if (!now.isBefore(claims.expiresAt())) {
            return Optional.of(TokenRefusal.TOKEN_EXPIRED);
        }
        if (!claims.uri().equals(RequestToken.uri(method, authority, path))) {
            return Optional.of(TokenRefusal.TOKEN_URI);
        }
        return Optional.empty();
    }
}
