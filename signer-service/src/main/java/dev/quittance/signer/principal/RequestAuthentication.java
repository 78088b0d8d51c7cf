package dev.quittance.signer.principal;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** Judges everything about a request token but its body hash and single use, which need the body and the database. */
@ApplicationScoped
final class RequestAuthentication {
    private final PrincipalDirectory directory;
    private final TokenRules rules;
    private final TokenSignatures signatures;
    private final Clock clock;

    RequestAuthentication(PrincipalDirectory directory, PrincipalConfig config, Clock clock) {
        this.directory = directory;
        this.rules = new TokenRules(config.authority(), config.clockSkewMax());
        this.signatures = new TokenSignatures((int) config.clockSkewMax().toSeconds());
        this.clock = clock;
    }

    /**
     * Authenticates a request by its token. The cheap rules come first, so that strangers cost no curve arithmetic.
     *
     * @param path of the request, without query
     * @throws TokenRefusedException naming the rule that speaks against the token
     */
    AuthenticatedToken authenticate(String compact, String method, String path) {
        ReceivedToken token = parse(compact);
        TokenRules.refuseHeader(token.header()).ifPresent(RequestAuthentication::refuse);
        Registration registration = directory
                .byKeyId(token.header().text("kid"))
                .orElseThrow(() -> new TokenRefusedException(TokenRefusal.TOKEN_KEY_UNKNOWN));
        if (!token.header().text("alg").equals(registration.key().algorithm().jws())) {
            throw new TokenRefusedException(TokenRefusal.TOKEN_ALGORITHM);
        }
        TokenClaims claims = read(token.claims());
        rules.refuseClaims(claims, registration.caller(), method, path, clock.instant())
                .ifPresent(RequestAuthentication::refuse);
        if (!signatures.verify(token, registration)) {
            throw new TokenRefusedException(TokenRefusal.TOKEN_SIGNATURE);
        }
        return new AuthenticatedToken(registration.caller(), registration.key().id(), claims);
    }

    private static ReceivedToken parse(String compact) {
        try {
            return ReceivedToken.parse(compact);
        } catch (MalformedException e) {
            throw new TokenRefusedException(TokenRefusal.TOKEN_MALFORMED);
        }
    }

    private static TokenClaims read(JsonObject claims) {
        try {
            return TokenRules.read(claims);
        } catch (MalformedException e) {
            throw new TokenRefusedException(TokenRefusal.TOKEN_CLAIMS);
        }
    }

    private static void refuse(TokenRefusal refusal) {
        throw new TokenRefusedException(refusal);
    }
}
