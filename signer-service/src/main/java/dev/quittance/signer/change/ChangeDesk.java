package dev.quittance.signer.change;

import dev.quittance.protocol.Bytes32;
import dev.quittance.signer.custody.CustodyChanged;
import dev.quittance.signer.custody.GrantStore;
import dev.quittance.signer.database.Database;
import dev.quittance.signer.principal.PrincipalDirectory;
import dev.quittance.signer.principal.PrincipalStore;
import dev.quittance.signer.problem.Problem;
import dev.quittance.signer.problem.ProblemException;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/** Takes changes, has admins agree to them, and brings into force what is due. */
@Singleton
final class ChangeDesk {
    private static final Logger LOG = Logger.getLogger(ChangeDesk.class);
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int UNPROCESSABLE = 422;

    private final Database database;
    private final ChangeStore store;
    private final GrantStore grants;
    private final ChangeApplication application;
    private final PrincipalStore principals;
    private final PrincipalDirectory directory;
    private final Event<CustodyChanged> changed;
    private final ChangeRules rules;
    private final Clock clock;
    /** What is in force is published in the order in which it was committed. */
    private final ReentrantLock order = new ReentrantLock();
    /** Whether the work that holds the lock brought something into force. */
    private boolean applied;

    ChangeDesk(
            Database database,
            ChangeStore store,
            GrantStore grants,
            ChangeApplication application,
            PrincipalStore principals,
            PrincipalDirectory directory,
            Event<CustodyChanged> changed,
            ChangeConfig config,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.grants = grants;
        this.application = application;
        this.principals = principals;
        this.directory = directory;
        this.changed = changed;
        this.rules = new ChangeRules(config.quorum(), config.wideningDelay(), config.proposalLife());
        this.clock = clock;
    }

    /**
     * Takes a change, to which its proposer agrees; one that narrows is in force on return.
     *
     * @throws ProblemException 422 when it cannot be applied
     */
    ProposedChange propose(Admin admin, Change change) {
        return inOrder(connection -> {
            Instant now = clock.instant();
            var proposed = ProposedChange.propose(
                    UUID.randomUUID(),
                    change,
                    ChangeRules.isNarrowing(change, grants.all(connection)),
                    admin.name(),
                    now);
            store.insert(connection, proposed);
            store.approve(connection, proposed.id(), admin.name(), admin.keyId(), now);
            ProposedChange after = advance(connection, proposed, now);
            if (after.state() == ChangeState.FAILED) {
                throw conflict(after.failure().orElse("conflict"));
            }
            return after;
        });
    }

    /**
     * Agrees to a change; agreeing again changes nothing.
     *
     * @param fingerprint of what the admin has read
     * @throws ProblemException 404 or 409
     */
    ProposedChange approve(Admin admin, UUID id, Bytes32 fingerprint) {
        return inOrder(connection -> {
            Instant now = clock.instant();
            ProposedChange proposed = open(connection, id);
            if (!proposed.fingerprint().equals(fingerprint)) {
                throw problem(CONFLICT, "fingerprint_mismatch", "the fingerprint is that of something else");
            }
            store.approve(connection, id, admin.name(), admin.keyId(), now);
            return advance(connection, proposed, now);
        });
    }

    /**
     * Takes an open change back.
     *
     * @throws ProblemException 404 or 409
     */
    ProposedChange withdraw(Admin admin, UUID id) {
        return inOrder(connection -> {
            ProposedChange proposed = open(connection, id);
            store.end(
                    connection,
                    proposed.id(),
                    ChangeState.WITHDRAWN,
                    Optional.of(admin.name()),
                    clock.instant(),
                    Optional.empty());
            return found(connection, id);
        });
    }

    /** Brings into force what is due, and lets go what is too old. */
    void advanceAll() {
        if (database.inTransaction(store::open).isEmpty()) {
            return;
        }
        inOrder(connection -> {
            Instant now = clock.instant();
            List<ProposedChange> open = store.open(connection);
            for (ProposedChange proposed : open) {
                advance(connection, proposed, now);
            }
            return open.size();
        });
    }

    /** The newest changes. */
    List<ProposedChange> newest(int limit) {
        return database.inTransaction(connection -> store.newest(connection, limit));
    }

    /**
     * One change.
     *
     * @throws ProblemException 404
     */
    ProposedChange find(UUID id) {
        return database.inTransaction(connection -> found(connection, id));
    }

    /** Changes happen one at a time, and each is in force before the next. */
    private <T> T inOrder(Database.Work<T> work) {
        order.lock();
        try {
            applied = false;
            T result = database.inTransaction(connection -> {
                store.lock(connection);
                return work.run(connection);
            });
            if (applied) {
                directory.replace(database.inTransaction(principals::keysById));
                changed.fire(new CustodyChanged());
            }
            return result;
        } finally {
            order.unlock();
        }
    }

    private ProposedChange advance(Connection connection, ProposedChange proposed, Instant now) throws SQLException {
        UUID id = proposed.id();
        switch (rules.standing(proposed, store.agreed(connection, id), now)) {
            case ChangeRules.Standing.Lacking _ -> {
                if (proposed.state() == ChangeState.WAITING) {
                    store.lack(connection, id);
                }
            }
            case ChangeRules.Standing.Waiting(Instant due) -> {
                if (proposed.state() == ChangeState.PROPOSED) {
                    store.await(connection, id, due);
                }
            }
            case ChangeRules.Standing.Due _ -> apply(connection, proposed, now);
            case ChangeRules.Standing.Expired _ ->
                store.end(connection, id, ChangeState.EXPIRED, Optional.empty(), now, Optional.empty());
        }
        return found(connection, id);
    }

    private void apply(Connection connection, ProposedChange proposed, Instant now) throws SQLException {
        var before = connection.setSavepoint();
        ChangeState state = ChangeState.APPLIED;
        Optional<String> failure = Optional.empty();
        try {
            application.apply(connection, proposed.change());
            applied = true;
        } catch (ChangeConflictException e) {
            connection.rollback(before);
            state = ChangeState.FAILED;
            failure = Optional.of(e.conflict().code());
        }
        store.end(connection, proposed.id(), state, Optional.empty(), now, failure);
        LOG.infof("change %s, %s: %s", proposed.id(), ChangeDocument.kind(proposed.change()), state.text());
    }

    private ProposedChange open(Connection connection, UUID id) throws SQLException {
        ProposedChange proposed = found(connection, id);
        if (!proposed.state().isOpen()) {
            throw problem(
                    CONFLICT,
                    "change_ended",
                    "the change is " + proposed.state().text());
        }
        return proposed;
    }

    private ProposedChange found(Connection connection, UUID id) throws SQLException {
        return store.find(connection, id).orElseThrow(() -> problem(NOT_FOUND, "not_found", "there is no such change"));
    }

    private static ProblemException conflict(String code) {
        return problem(UNPROCESSABLE, code, ChangeConflict.detailOf(code));
    }

    private static ProblemException problem(int status, String code, String detail) {
        return new ProblemException(new Problem(status, code, detail));
    }
}
