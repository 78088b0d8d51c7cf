package dev.quittance.signer.principal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TokenRulesTest {
    private static final Instant ISSUED = Instant.ofEpochSecond(1_800_000_000);
    private static final Caller ALICE = new Caller("alice", Role.AGENT);

    private final TokenRules rules = new TokenRules("localhost:8405", Duration.ofSeconds(2));

    @Test
    void acceptsATokenFromTwoSecondsBeforeItsIssueUntilItsExpiry() {
        assertThat(refusalAt(ISSUED.minusMillis(2001))).contains(TokenRefusal.TOKEN_ISSUED_IN_FUTURE);
        assertThat(refusalAt(ISSUED.minusMillis(2000))).isEmpty();
        assertThat(refusalAt(ISSUED.plusMillis(59_999))).isEmpty();
        assertThat(refusalAt(ISSUED.plusMillis(60_000))).contains(TokenRefusal.TOKEN_EXPIRED);
    }

    private Optional<TokenRefusal> refusalAt(Instant now) {
        var claims = new TokenClaims(
                "alice",
                "quittance-signer",
                ISSUED,
                ISSUED.plusSeconds(60),
                "AAAAAAAAAAAAAAAAAAAAAA",
                "GET localhost:8405/v1/accounts",
                "0".repeat(64));
        return rules.refuseClaims(claims, ALICE, "GET", "/v1/accounts", now);
    }
}
