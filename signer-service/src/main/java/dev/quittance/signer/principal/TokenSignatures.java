package dev.quittance.signer.principal;

import dev.quittance.protocol.token.RequestToken;
import io.smallrye.jwt.auth.principal.DefaultJWTParser;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.ParseException;
import java.util.Set;

/** Verifies tokens by smallrye-jwt: the signature, and once more everything that its rules share with {@link TokenRules}. */
final class TokenSignatures {
    private final DefaultJWTParser parser = new DefaultJWTParser();
    private final int skewMaxSeconds;

    TokenSignatures(int skewMaxSeconds) {
        this.skewMaxSeconds = skewMaxSeconds;
        FastVerification.install();
    }

    /** Whether the token is a JWS by exactly this key and its algorithm, meant for us and in its time. */
    boolean verify(ReceivedToken token, Registration registration) {
        var expected = new JWTAuthContextInfo();
        expected.setPublicVerificationKey(registration.key().key());
        expected.setSignatureAlgorithm(Set.of(registration.key().algorithm().verification()));
        expected.setIssuedBy(registration.caller().name());
        expected.setExpectedAudience(Set.of(RequestToken.AUDIENCE));
        expected.setMaxTimeToLiveSecs(RequestToken.LIFE.toSeconds());
        expected.setClockSkew(skewMaxSeconds);
        // Our tokens name their principal in iss, not in upn, preferred_username or sub.
        expected.setRequireNamedPrincipal(false);
        try {
            parser.parse(token.compact(), expected);
            return true;
        } catch (ParseException e) {
            return false;
        }
    }
}
