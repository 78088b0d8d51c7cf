package dev.quittance.signer.principal;

/** A token that its caller's registered key signed for this method, host and path; the body is still to be compared. */
record AuthenticatedToken(Caller caller, String keyId, TokenClaims claims) {
    static final String ATTRIBUTE = "quittance.request-token";

    TokenId id() {
        return new TokenId(keyId, claims.id(), claims.expiresAt());
    }
}
