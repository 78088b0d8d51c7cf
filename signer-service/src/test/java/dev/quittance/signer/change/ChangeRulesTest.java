package dev.quittance.signer.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.signer.change.ChangeRules.Standing;
import dev.quittance.signer.stop.StopTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ChangeRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final Duration DELAY = Duration.ofHours(1);
    private static final Duration LIFE = Duration.ofDays(7);

    private final ChangeRules rules = new ChangeRules(2, DELAY, LIFE);

    @Test
    void letsOneAdminNarrowAtOnce() {
        assertThat(rules.standing(proposed(true), 1, NOW)).isEqualTo(new Standing.Due());
    }

    @Test
    void countsTheAdminsThatLack() {
        assertThat(rules.standing(proposed(false), 1, NOW)).isEqualTo(new Standing.Lacking(1));
        assertThat(rules.standing(proposed(false), 0, NOW)).isEqualTo(new Standing.Lacking(2));
    }

    @Test
    void waitsFromTheLastAgreementOn() {
        Instant agreed = NOW.plusSeconds(100);
        Instant due = agreed.plus(DELAY);

        assertThat(rules.standing(proposed(false), 2, agreed)).isEqualTo(new Standing.Waiting(due));
        assertThat(rules.standing(waiting(due), 2, due.minusNanos(1))).isEqualTo(new Standing.Waiting(due));
        assertThat(rules.standing(waiting(due), 2, due)).isEqualTo(new Standing.Due());
    }

    @Test
    void doesNotComeIntoForceWhenAnAgreementNoLongerCounts() {
        Instant due = NOW.plus(DELAY);

        assertThat(rules.standing(waiting(due), 1, due)).isEqualTo(new Standing.Lacking(1));
    }

    @Test
    void forgetsWhatTooFewAgreedTo() {
        assertThat(rules.standing(proposed(false), 1, NOW.plus(LIFE).minusNanos(1)))
                .isEqualTo(new Standing.Lacking(1));
        assertThat(rules.standing(proposed(false), 1, NOW.plus(LIFE))).isEqualTo(new Standing.Expired());
    }

    @Test
    void isInForceAtOnceWithoutDelay() {
        assertThat(new ChangeRules(1, Duration.ZERO, LIFE).standing(proposed(false), 1, NOW))
                .isEqualTo(new Standing.Due());
    }

    @Test
    void tellsNarrowingFromWidening() {
        var all = new StopTarget.All();

        assertThat(ChangeRules.isNarrowing(new Change.Stop(all), List.of())).isTrue();
        assertThat(ChangeRules.isNarrowing(new Change.RevokeKey("k"), List.of()))
                .isTrue();
        assertThat(ChangeRules.isNarrowing(new Change.CloseAccount("a"), List.of()))
                .isTrue();
        assertThat(ChangeRules.isNarrowing(new Change.Resume(all), List.of())).isFalse();
        assertThat(ChangeRules.isNarrowing(new Change.RotateAccount("a"), List.of()))
                .isFalse();
        assertThat(ChangeRules.isNarrowing(new Change.RenameAccount("a", "b"), List.of()))
                .isFalse();
    }

    private static ProposedChange proposed(boolean narrowing) {
        return ProposedChange.propose(UUID.randomUUID(), new Change.RemoveGrant("g"), narrowing, "admin", NOW);
    }

    private static ProposedChange waiting(Instant due) {
        ProposedChange proposed = proposed(false);
        return new ProposedChange(
                proposed.id(),
                proposed.change(),
                ChangeState.WAITING,
                false,
                "admin",
                NOW,
                Optional.of(due),
                Optional.empty(),
                Optional.empty(),
                List.of("admin", "second-admin"));
    }
}
