package dev.quittance.signer.principal;

import java.time.Instant;

/**
 * The claims of a request token.
 *
 * @param id {@code jti}, good for one request
 * @param uri {@code METHOD authority/path}
 * @param requestHash lower-case hexadecimal SHA-256 of the body
 */
record TokenClaims(
        String issuer,
        String audience,
        Instant issuedAt,
        Instant expiresAt,
        String id,
        String uri,
        String requestHash) {}
