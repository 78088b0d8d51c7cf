package dev.quittance.facilitator.caller;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import io.smallrye.jwt.auth.principal.DefaultJWTParser;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.ParseException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** JWTs of registered clients, each signed with its own key and verified by smallrye-jwt. */
final class ClientTokens {
    /** Whom a token has to be meant for. */
    static final String AUDIENCE = "quittance-facilitator";

    private final DefaultJWTParser parser = new DefaultJWTParser();
    private final Map<String, ClientKey> keysByName;
    private final Duration lifeMax;
    private final Duration skewMax;

    ClientTokens(Map<String, ClientKey> keysByName, Duration lifeMax, Duration skewMax) {
        this.keysByName = Map.copyOf(keysByName);
        this.lifeMax = lifeMax;
        this.skewMax = skewMax;
    }

    /** Whether a bearer token is a JWT at all. */
    static boolean isOne(String token) {
        return token.chars().filter(each -> each == '.').count() == 2;
    }

    /** The client that signed the token, when it is meant for us and in its time. */
    Optional<String> holderOf(String token) {
        return issuer(token).filter(name -> isSignedBy(name, token));
    }

    /** As the token claims; only the key that the name chooses can make it true. */
    private static Optional<String> issuer(String token) {
        try {
            byte[] claims = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
            return JsonObject.parse(new String(claims, StandardCharsets.UTF_8)).optionalText("iss");
        } catch (IllegalArgumentException | MalformedException e) {
            return Optional.empty();
        }
    }

    private boolean isSignedBy(String name, String token) {
        ClientKey key = keysByName.get(name);
        if (key == null) {
            return false;
        }
        var expected = new JWTAuthContextInfo();
        expected.setPublicVerificationKey(key.key());
        expected.setSignatureAlgorithm(Set.of(key.algorithm()));
        expected.setIssuedBy(name);
        expected.setExpectedAudience(Set.of(AUDIENCE));
        expected.setMaxTimeToLiveSecs(lifeMax.toSeconds());
        expected.setClockSkew((int) skewMax.toSeconds());
        // A client is named by iss, not by upn, preferred_username or sub.
        expected.setRequireNamedPrincipal(false);
        try {
            parser.parse(token, expected);
            return true;
        } catch (ParseException e) {
            return false;
        }
    }
}
