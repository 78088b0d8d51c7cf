package dev.quittance.signer.transparency;

import dev.quittance.protocol.Bytes32;
import dev.quittance.signer.journal.Decided;
import dev.quittance.transparency.Checkpoint;
import dev.quittance.transparency.Frontier;
import dev.quittance.transparency.LogFault;
import dev.quittance.transparency.NodeId;
import dev.quittance.transparency.Proofs;
import dev.quittance.transparency.TreeHash;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The log over the journal. Every method works in the caller's transaction; what is appended is durable with the decisions that
 * it tells of or not at all. Whoever appends holds the lease, and the schema refuses a second entry at one place and a gap.
 */
@Singleton
public final class TransparencyLog {
    private final LogStore store;
    private final LogConfig config;

    TransparencyLog(LogStore store, LogConfig config) {
        this.store = store;
        this.config = config;
    }

    /** The right edge as the database has it: all that is needed to append. */
    public Frontier frontier(Connection connection) throws SQLException {
        long size = store.size(connection);
        return Frontier.of(size, store.hashes(connection, Frontier.needs(size)));
    }

    /** Sees to it that there is a first entry, which says how much was journaled before there was a log. */
    public void begin(Connection connection, Instant now) throws SQLException {
        if (store.size(connection) == 0) {
            long[] before = store.journaled(connection);
            append(connection, Frontier.empty(), List.of(LogEntry.began(before[0], before[1], now)));
        }
    }

    /**
     * Appends decisions in their order, and moves the frontier on, which is good for nothing when the transaction fails.
     *
     * @param policy SHA-256 of the grants that were decided by
     */
    public void append(
            Connection connection, Frontier frontier, List<? extends Decided> decisions, Bytes32 policy, Instant now)
            throws SQLException {
        append(
                connection,
                frontier,
                decisions.stream()
                        .map(decided -> LogEntry.of(decided, policy, now))
                        .toList());
    }

    /** States that a caller holds a checkpoint that this log cannot have given. */
    public void halt(Connection connection, LogFault fault, String witness, Checkpoint seen, Instant now)
            throws SQLException {
        append(
                connection,
                frontier(connection),
                List.of(LogEntry.halted(fault, witness, seen.size(), seen.root(), now)));
    }

    /**
     * States that the log goes on although callers may have seen another one.
     *
     * @param base up to where it is what they saw
     */
    public void restore(Connection connection, long base, Instant now) throws SQLException {
        Frontier frontier = frontier(connection);
        var restored = new LogPosition.Restored(frontier.size(), base);
        append(
                connection,
                frontier,
                List.of(LogEntry.restored(base, at(connection, base).root(), now)));
        store.restore(connection, restored);
    }

    private void append(Connection connection, Frontier frontier, List<LogEntry> entries) throws SQLException {
        if (entries.isEmpty()) {
            return;
        }
        var hashes = new HashMap<NodeId, Bytes32>();
        long from = frontier.size();
        entries.forEach(entry -> frontier.append(entry.hash(), hashes::put));
        store.append(connection, from, entries, hashes);
    }

    /** Appends decisions that were not made by a batch. */
    public void append(Connection connection, List<? extends Decided> decisions, Instant now) throws SQLException {
        append(connection, frontier(connection), decisions, store.policy(connection), now);
    }

    /** Where it stands. */
    public LogPosition position(Connection connection) throws SQLException {
        return new LogPosition(
                frontier(connection), store.policy(connection), store.restored(connection), store.halted(connection));
    }

    /** Why this cannot be the log that somebody saw; empty when it begins with what was seen. */
    public Optional<LogFault> contradiction(Connection connection, Checkpoint seen) throws SQLException {
        if (seen.size() > store.size(connection)) {
            return Optional.of(LogFault.ROLLED_BACK);
        }
        boolean isSame = at(connection, seen.size()).root().equals(seen.root());
        return isSame ? Optional.empty() : Optional.of(LogFault.FORKED);
    }

    /** How many entries there are. */
    public long size(Connection connection) throws SQLException {
        return store.size(connection);
    }

    /** The newest statement that the log was restored. */
    public Optional<LogPosition.Restored> restored(Connection connection) throws SQLException {
        return store.restored(connection);
    }

    /** The checkpoint of a log with this right edge. */
    public Checkpoint checkpoint(Frontier frontier) {
        return new Checkpoint(config.origin(), frontier.size(), frontier.root());
    }

    /** The log as it is. */
    public Checkpoint newest(Connection connection) throws SQLException {
        return at(connection, store.size(connection));
    }

    /** The log as it was with this size, which it must have reached. */
    public Checkpoint at(Connection connection, long size) throws SQLException {
        Bytes32 root = size == 0
                ? TreeHash.EMPTY
                : hashes(connection, Proofs.root(size)).getFirst();
        return new Checkpoint(config.origin(), size, root);
    }

    /** The hashes of a proof, all of whose entries there must be. */
    public List<Bytes32> hashes(Connection connection, Proofs proof) throws SQLException {
        return proof.hashes(store.hashes(connection, proof.needs()));
    }

    /** The texts of the entries from one index to before another. */
    public List<String> entries(Connection connection, long from, long to) throws SQLException {
        return store.page(connection, from, to);
    }

    OptionalLong bySignature(Connection connection, Bytes32 hash) throws SQLException {
        return store.bySignature(connection, hash);
    }
}
