package dev.quittance.signer.witness;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.signer.database.Database;
import dev.quittance.signer.gate.SigningGate;
import dev.quittance.signer.lease.Restoration;
import dev.quittance.signer.problem.Problem;
import dev.quittance.signer.problem.ProblemException;
import dev.quittance.signer.transparency.Checkpoints;
import dev.quittance.signer.transparency.LogConfig;
import dev.quittance.signer.transparency.LogPosition.Restored;
import dev.quittance.signer.transparency.TransparencyLog;
import dev.quittance.signer.transparency.Witnesses;
import dev.quittance.transparency.Anchor;
import dev.quittance.transparency.Checkpoint;
import dev.quittance.transparency.LogFault;
import dev.quittance.transparency.LogFaultException;
import dev.quittance.transparency.Presentation;
import dev.quittance.transparency.Proofs;
import dev.quittance.transparency.Reception;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Compares what a caller has seen with what the database says. */
@Singleton
final class WitnessDesk {
    private static final int CONFLICT = 409;
    private static final int UNAVAILABLE = 503;

    private final Database database;
    private final TransparencyLog log;
    private final Checkpoints checkpoints;
    private final Witnesses witnesses;
    private final Restoration restoration;
    private final SigningGate gate;
    private final LogConfig config;
    private final Clock clock;
    private final MeterRegistry metrics;

    WitnessDesk(
            Database database,
            TransparencyLog log,
            Checkpoints checkpoints,
            Witnesses witnesses,
            Restoration restoration,
            SigningGate gate,
            LogConfig config,
            Clock clock,
            MeterRegistry metrics) {
        this.database = database;
        this.log = log;
        this.checkpoints = checkpoints;
        this.witnesses = witnesses;
        this.restoration = restoration;
        this.gate = gate;
        this.config = config;
        this.clock = clock;
        this.metrics = metrics;
    }

    /**
     * Takes what somebody shows. The word of a witness that agrees counts until the lease moves; one that contradicts stops
     * everything.
     *
     * @throws MalformedException when it is no checkpoint
     * @throws ProblemException 409 {@code log_rolled_back}, {@code log_forked} or {@code log_origin_other}, or 503
     */
    Reception present(String principal, Presentation presentation) {
        long fence = gate.fence().orElseThrow(WitnessDesk::standby);
        Optional<Checkpoint> seen = presentation.seen().map(WitnessDesk::checkpoint);
        OptionalLong known = presentation.seen().map(Anchor::restored).orElse(OptionalLong.empty());
        if (seen.isPresent() && !seen.get().origin().equals(config.origin())) {
            throw conflict(LogFault.ORIGIN_OTHER);
        }
        Comparison found = database.inTransaction(connection -> compare(connection, seen, known));
        return switch (found) {
            case Comparison.Agrees(var reception, var restored) -> {
                agree(fence, restored, principal);
                yield reception;
            }
            case Comparison.Superseded(var reception) -> reception;
            case Comparison.Contradicts(var fault) -> {
                metrics.counter("quittance.signer.log.contradictions", "code", fault.code())
                        .increment();
                if (witnesses.isWitness(principal)) {
                    halt(fault, principal, seen.orElseThrow());
                }
                throw conflict(fault);
            }
        };
    }

    private static Checkpoint checkpoint(Anchor anchor) {
        try {
            Checkpoint checkpoint = anchor.checkpoint();
            if (checkpoint.size() == 0) {
                throw new MalformedException("there is no checkpoint of a log without entries");
            }
            return checkpoint;
        } catch (LogFaultException e) {
            throw new MalformedException(String.valueOf(e.getMessage()), e);
        }
    }

    /** What comes of the comparison. */
    private sealed interface Comparison {
        record Agrees(Reception reception, Optional<Restored> restored) implements Comparison {}

        record Superseded(Reception reception) implements Comparison {}

        record Contradicts(LogFault fault) implements Comparison {}
    }

    private Comparison compare(Connection connection, Optional<Checkpoint> seen, OptionalLong known)
            throws SQLException {
        Optional<Restored> restored = log.restored(connection);
        long stated = restored.map(Restored::index).orElse(-1L);
        if (known.orElse(-1) > stated) {
            return new Comparison.Contradicts(LogFault.ROLLED_BACK);
        }
        Optional<LogFault> fault = seen.isPresent() ? log.contradiction(connection, seen.get()) : Optional.empty();
        if (fault.isEmpty()) {
            return new Comparison.Agrees(agreeing(connection, seen, restored), restored);
        }
        boolean isExplained = known.orElse(-1) < stated
                && restored.filter(it -> it.size() < seen.orElseThrow().size()).isPresent();
        return isExplained
                ? new Comparison.Superseded(superseding(connection, restored.orElseThrow()))
                : new Comparison.Contradicts(fault.get());
    }

    private Reception agreeing(Connection connection, Optional<Checkpoint> seen, Optional<Restored> restored)
            throws SQLException {
        Checkpoint newest = log.newest(connection);
        List<Bytes32> consistency = seen.isPresent()
                ? log.hashes(connection, Proofs.consistency(seen.get().size(), newest.size()))
                : List.of();
        return new Reception(
                checkpoints.sign(newest),
                checkpoints.key(),
                consistency,
                restored.map(it -> OptionalLong.of(it.index())).orElse(OptionalLong.empty()),
                Optional.empty());
    }

    private Reception superseding(Connection connection, Restored restored) throws SQLException {
        Checkpoint newest = log.newest(connection);
        long index = restored.index();
        var statement = new Reception.Restoration(
                index,
                log.entries(connection, index, index + 1).getFirst(),
                log.hashes(connection, Proofs.inclusion(index, newest.size())));
        return new Reception(
                checkpoints.sign(newest), checkpoints.key(), List.of(), OptionalLong.of(index), Optional.of(statement));
    }

    /** What was compared was the database of this holder of the lease, if it holds it still. */
    private void agree(long fence, Optional<Restored> restored, String principal) {
        if (!gate.fence().equals(OptionalLong.of(fence))) {
            throw standby();
        }
        witnesses.agree(new Witnesses.Epoch(fence, restored), principal);
    }

    private void halt(LogFault fault, String witness, Checkpoint seen) {
        gate.change(connection -> {
            restoration.halt(connection, fault, witness, seen, clock.instant());
            return true;
        });
    }

    private static ProblemException conflict(LogFault fault) {
        String detail = switch (fault) {
            case ROLLED_BACK -> "the log had more entries than it has";
            case ORIGIN_OTHER -> "the checkpoint is of another log";
            case FORKED,
                    CHECKPOINT_MALFORMED,
                    SIGNATURE_MISSING,
                    SIGNATURE_WRONG,
                    INCLUSION_WRONG,
                    ENTRY_WRONG,
                    RESTORATION_WRONG -> "the log does not begin with what was seen";
        };
        return new ProblemException(new Problem(CONFLICT, fault.code(), detail));
    }

    private static ProblemException standby() {
        return new ProblemException(
                new Problem(UNAVAILABLE, "standby", "another signer is active, or will be in a moment"));
    }
}
