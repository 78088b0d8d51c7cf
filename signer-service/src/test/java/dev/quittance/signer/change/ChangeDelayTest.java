package dev.quittance.signer.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.signer.SignerEnvironment;
import dev.quittance.signer.account.Account;
import dev.quittance.signer.custody.GrantStore;
import dev.quittance.signer.database.Database;
import dev.quittance.signer.gate.SigningGate;
import dev.quittance.signer.journal.DenialJournal;
import dev.quittance.signer.stop.StopStore;
import dev.quittance.signer.stop.StopTarget;
import dev.quittance.signer.transparency.TransparencyLog;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The desk with a clock that the test sets. */
@QuarkusTest
@WithTestResource(SignerEnvironment.class)
class ChangeDelayTest {
    private static final Duration DELAY = Duration.ofHours(1);
    private static final Admin ADMIN = new Admin("admin", "admin-1");
    private static final Admin SECOND = new Admin("second-admin", "second-admin-1");
    private static final StopTarget ERIN = new StopTarget.OfPrincipal("erin");

    @Inject
    Database database;

    @Inject
    ChangeStore store;

    @Inject
    GrantStore grants;

    @Inject
    ChangeApplication application;

    @Inject
    DenialJournal denials;

    @Inject
    TransparencyLog log;

    @Inject
    StopStore stops;

    @Inject
    SigningGate gate;

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.MICROS));
    private ChangeDesk desk;

    @BeforeEach
    void sitDown() {
        desk = new ChangeDesk(
                database, store, grants, application, denials, log, gate, new Config(), new SetClock(now));
        desk.propose(ADMIN, new Change.Stop(ERIN));
    }

    @Test
    void bringsAWideningIntoForceWhenItsDelayIsOver() {
        ProposedChange resume = desk.propose(ADMIN, new Change.Resume(ERIN));
        assertThat(resume.state()).isEqualTo(ChangeState.PROPOSED);
        ProposedChange waiting = desk.approve(SECOND, resume.id(), resume.fingerprint());
        assertThat(waiting.state()).isEqualTo(ChangeState.WAITING);
        assertThat(waiting.approvers()).containsExactly("admin", "second-admin");

        pass(DELAY.minusSeconds(1));
        assertThat(desk.find(resume.id()).state()).isEqualTo(ChangeState.WAITING);
        assertThat(isStopped()).isTrue();

        pass(Duration.ofSeconds(1));
        assertThat(desk.find(resume.id()).state()).isEqualTo(ChangeState.APPLIED);
        assertThat(isStopped()).isFalse();
    }

    @Test
    void letsAnyAdminWithdrawWhatWaits() {
        ProposedChange resume = desk.propose(ADMIN, new Change.Resume(ERIN));
        desk.approve(SECOND, resume.id(), resume.fingerprint());

        assertThat(desk.withdraw(SECOND, resume.id()).state()).isEqualTo(ChangeState.WITHDRAWN);

        pass(DELAY.multipliedBy(2));
        assertThat(desk.find(resume.id()).state()).isEqualTo(ChangeState.WITHDRAWN);
        assertThat(isStopped()).isTrue();
    }

    @Test
    void narrowsAtOnceWhileTheSameWaitsToBeWidened() {
        ProposedChange resume = desk.propose(ADMIN, new Change.Resume(ERIN));
        desk.approve(SECOND, resume.id(), resume.fingerprint());
        pass(DELAY);

        desk.propose(SECOND, new Change.Stop(ERIN));

        assertThat(isStopped()).isTrue();
    }

    @Test
    void forgetsProposalsThatNobodyElseAgreedTo() {
        ProposedChange resume = desk.propose(ADMIN, new Change.Resume(ERIN));

        pass(Duration.ofDays(7));

        assertThat(desk.find(resume.id()).state()).isEqualTo(ChangeState.EXPIRED);
    }

    @Test
    void marksWhatNoLongerFitsWhenItsTimeComesAsFailed() {
        String name = "shortlived-" + System.nanoTime();
        var create = new Change.CreateAccount("erin", name, Account.Kind.PAYER);
        List<ProposedChange> both = Stream.generate(() -> desk.propose(ADMIN, create))
                .limit(2)
                .map(proposed -> desk.approve(SECOND, proposed.id(), proposed.fingerprint()))
                .toList();

        pass(DELAY);

        List<ProposedChange> ended =
                both.stream().map(change -> desk.find(change.id())).toList();
        assertThat(ended)
                .extracting(ProposedChange::state)
                .containsExactlyInAnyOrder(ChangeState.APPLIED, ChangeState.FAILED);
        assertThat(ended).anySatisfy(change -> assertThat(change.failure()).contains("account_name_taken"));
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
        desk.advanceAll();
    }

    private boolean isStopped() {
        return database.inTransaction(stops::all).principals().contains("erin");
    }

    /** The defaults. */
    private record Config(int quorum, Duration wideningDelay, Duration proposalLife) implements ChangeConfig {
        Config() {
            this(2, DELAY, Duration.ofDays(7));
        }
    }

    /** Shows what it is set to. */
    private static final class SetClock extends Clock {
        private final AtomicReference<Instant> now;

        SetClock(AtomicReference<Instant> now) {
            this.now = now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now.get();
        }
    }
}
