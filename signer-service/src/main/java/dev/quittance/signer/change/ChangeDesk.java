package dev.quittance.signer.change;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Sha256;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.custody.GrantStore;
import dev.quittance.signer.database.DataRefusedException;
import dev.quittance.signer.database.Database;
import dev.quittance.signer.gate.SigningGate;
import dev.quittance.signer.journal.DenialJournal;
import dev.quittance.signer.journal.DeniedEntry;
import dev.quittance.signer.problem.Problem;
import dev.quittance.signer.problem.ProblemException;
import dev.quittance.signer.transparency.TransparencyLog;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Takes changes, has admins agree to them, and brings into force what is due: one after the other in the gate, so that what is
 * asked after a change is decided by it.
 */
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
    private final DenialJournal denials;
    private final TransparencyLog log;
    private final SigningGate gate;
    private final ChangeRules rules;
    private final Clock clock;

    ChangeDesk(
            Database database,
            ChangeStore store,
            GrantStore grants,
            ChangeApplication application,
            DenialJournal denials,
            TransparencyLog log,
            SigningGate gate,
            ChangeConfig config,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.grants = grants;
        this.application = application;
        this.denials = denials;
        this.log = log;
        this.gate = gate;
        this.rules = new ChangeRules(config.quorum(), config.wideningDelay(), config.proposalLife());
        this.clock = clock;
    }

    /**
     * Reads a change and takes it; what is none is journaled as every denial is.
     *
     * @throws MalformedException as the reading does
     * @throws ProblemException 422 when it cannot be applied
     */
    ProposedChange propose(Admin admin, byte[] body, Function<JsonObject, Change> reading) {
        Change change;
        try {
            change = reading.apply(JsonObject.parse(body));
        } catch (MalformedException e) {
            var denied = new DeniedEntry(
                    "malformed_request",
                    admin.name(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Sha256.hash(body));
            gate.change(connection -> {
                denials.append(connection, List.of(denied));
                log.append(connection, List.of(denied), clock.instant());
                return denied;
            });
            throw e;
        }
        return propose(admin, change);
    }

    /**
     * Takes a change, to which its proposer agrees; one that narrows is in force on return.
     *
     * @throws ProblemException 422 when it cannot be applied
     */
    ProposedChange propose(Admin admin, Change change) {
        return gate.change(connection -> {
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
        return gate.change(connection -> {
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
        return gate.change(connection -> {
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

    /** Brings into force what is due, and lets go what is too old. The gate is not troubled while nothing moves. */
    void advanceAll() {
        Instant now = clock.instant();
        if (!database.inTransaction(connection -> anythingMoves(connection, now))) {
            return;
        }
        gate.change(connection -> {
            List<ProposedChange> open = store.open(connection);
            for (ProposedChange proposed : open) {
                advance(connection, proposed, now);
            }
            return open.size();
        });
    }

    private boolean anythingMoves(Connection connection, Instant now) throws SQLException {
        for (ProposedChange proposed : store.open(connection)) {
            ChangeState next = switch (rules.standing(proposed, store.agreed(connection, proposed.id()), now)) {
                case ChangeRules.Standing.Lacking _ -> ChangeState.PROPOSED;
                case ChangeRules.Standing.Waiting _ -> ChangeState.WAITING;
                case ChangeRules.Standing.Due _ -> ChangeState.APPLIED;
                case ChangeRules.Standing.Expired _ -> ChangeState.EXPIRED;
            };
            if (next != proposed.state()) {
                return true;
            }
        }
        return false;
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
        } catch (ChangeConflictException e) {
            connection.rollback(before);
            state = ChangeState.FAILED;
            failure = Optional.of(e.conflict().code());
        } catch (SQLException e) {
            if (!DataRefusedException.isMeantBy(e)) {
                throw e;
            }
            // Or it would stand in the way of every change that is due after it.
            connection.rollback(before);
            state = ChangeState.FAILED;
            failure = Optional.of(ChangeConflict.UNRECORDABLE.code());
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
