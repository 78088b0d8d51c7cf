package dev.quittance.signer.principal;

import java.util.Locale;

/** Why a request token is not accepted; each names one rule. */
enum TokenRefusal {
    TOKEN_MALFORMED("the token is not three base64url parts of strict JSON"),
    TOKEN_HEADER("the token's header has other members than alg, kid and typ"),
    TOKEN_ALGORITHM("the token is not signed with ES256 or EdDSA, whichever its key is for"),
    TOKEN_KEY_UNKNOWN("the token's kid is not registered"),
    TOKEN_CLAIMS("the token's claims are not exactly iss, aud, iat, exp, jti, uris and reqHash in their forms"),
    TOKEN_ISSUER("the token's key belongs to another principal"),
    TOKEN_AUDIENCE("the token is meant for somebody else"),
    TOKEN_LIFE("the token lives longer than allowed"),
    TOKEN_ISSUED_IN_FUTURE("the token was issued in the future"),
    TOKEN_EXPIRED("the token is too old"),
    TOKEN_URI("the token was issued for another method, host or path"),
    TOKEN_SIGNATURE("the token's signature does not verify"),
    TOKEN_BODY("the token was issued for another body"),
    TOKEN_REPLAYED("the token was used before");

    private final String detail;

    TokenRefusal(String detail) {
        this.detail = detail;
    }

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    String detail() {
        return detail;
    }
}
