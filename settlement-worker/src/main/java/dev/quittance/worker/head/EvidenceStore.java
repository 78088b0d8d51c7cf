package dev.quittance.worker.head;

import dev.quittance.protocol.Bytes32;
import dev.quittance.worker.attempt.Attempt.BlockId;
import dev.quittance.worker.settlement.AuthorizationKey;
import dev.quittance.worker.settlement.Settlement;
import dev.quittance.worker.settlement.SettlementStore;
import dev.quittance.worker.sql.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Questions over settlements and attempts together, each for a whole block. */
final class EvidenceStore {
    private static final String ATTEMPTS_OF = """
            select t.transaction_hash, a.attempt_id, a.lane_id from signed_transaction t
            join attempt a using (attempt_id)
            where t.transaction_hash = any(?)
            """;
    private static final String USES = """
            select s.*, a.attempt_id as live_attempt, a.lane_id as live_lane, exists (
                    select 1 from signed_transaction t join attempt_member o using (attempt_id)
                    where t.transaction_hash = used.transaction and o.payment_id = s.payment_id) as ours
            from unnest(?::bytea[], ?::bytea[], ?::bytea[], ?::bytea[]) as used(token, payer, nonce, transaction)
            join settlement s on s.token = used.token and s.payer = used.payer
                and s.authorization_nonce = used.nonce and s.chain_id = ?
            left join attempt_member m on m.payment_id = s.payment_id and m.live
            left join attempt a on a.attempt_id = m.attempt_id
            where s.state in ('queued', 'submitting', 'broadcast')
            """;
    private static final String CARRIED = """
            select s.*, t.transaction_hash as carrying from signed_transaction t
            join attempt_member m using (attempt_id) join settlement s on s.payment_id = m.payment_id
            where t.transaction_hash = any(?) and not s.kind = any(?)
                and s.state in ('queued', 'submitting', 'broadcast')
            """;
    private static final String UNFINAL_BLOCKS = """
            select distinct block_number, block_hash from settlement
            where chain_id = ? and ((state = 'included' and block_number <= ?)
                or (state = 'safe' and block_number <= ?))
            order by block_number limit ?
            """;
    private static final String UNCLOSED_BLOCKS = """
            select distinct block_number, block_hash from attempt
            where state = 'included' and block_number <= ? and lane_id = any(?)
            order by block_number limit ?
            """;
    private static final String RECENT_BLOCKS = """
            select block_number, block_hash from settlement where chain_id = ? and block_number >= ?
            union select a.block_number, a.block_hash from attempt a
                where a.block_number >= ? and a.lane_id = any(?)
            """;
    private static final String SETTLEMENTS_IN = """
            select payment_id from settlement where block_hash = any(?) and state = ? and block_number <= ?
            """;
    private static final String ATTEMPTS_IN = """
            select attempt_id from attempt
            where block_hash = any(?) and state = any(?) and lane_id = any(?)
            """;
    private static final String TO_REOPEN = """
            select s.payment_id from settlement s
            left join signed_transaction t on t.transaction_hash = s.transaction_hash
            left join attempt a on a.attempt_id = t.attempt_id
            where s.block_hash = any(?) and s.state in ('included', 'safe', 'finalized')
                and (a.lane_id is null or a.lane_id = any(?))
            """;
    private static final String WITHOUT_ATTEMPT = """
            select payment_id from settlement s where payment_id = any(?) and not exists (
                select 1 from attempt_member m where m.payment_id = s.payment_id and m.live)
            """;

    private final SettlementStore settlements;

    EvidenceStore(SettlementStore settlements) {
        this.settlements = settlements;
    }

    /** An attempt that one of the asked transactions belongs to. */
    record Carrier(Bytes32 transaction, UUID attemptId, long laneId) {}

    /**
     * A settlement whose authorization was used.
     *
     * @param liveAttempt the attempt that carries it now
     * @param liveLane that attempt's lane
     * @param ours whether the transaction is of an attempt that carried it
     */
    record Used(Settlement settlement, Optional<UUID> liveAttempt, Optional<Long> liveLane, boolean ours) {}

    List<Carrier> attemptsOf(Connection connection, Collection<Bytes32> transactions) throws SQLException {
        var carriers = new ArrayList<Carrier>();
        try (var statement = Sql.prepare(connection, ATTEMPTS_OF, Sql.words(connection, transactions));
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                carriers.add(new Carrier(
                        Sql.word(rows, "transaction_hash"),
                        rows.getObject("attempt_id", UUID.class),
                        rows.getLong("lane_id")));
            }
        }
        return carriers;
    }

    /** Open settlements that these transactions of ours carry, of other kinds than these. */
    List<Carried> carried(Connection connection, Collection<Bytes32> transactions, List<String> otherThan)
            throws SQLException {
        var carried = new ArrayList<Carried>();
        try (var statement = Sql.prepare(
                        connection,
                        CARRIED,
                        Sql.words(connection, transactions),
                        Sql.array(connection, "text", otherThan));
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                carried.add(new Carried(settlements.read(rows), Sql.word(rows, "carrying")));
            }
        }
        return carried;
    }

    /** A settlement, and a transaction that was to carry it. */
    record Carried(Settlement settlement, Bytes32 transaction) {}

    /** Open settlements whose authorization is among those used. */
    List<Used> uses(Connection connection, long chainId, Collection<Judge.Use> uses) throws SQLException {
        List<AuthorizationKey> keys = uses.stream().map(Judge.Use::key).toList();
        var used = new ArrayList<Used>();
        try (var statement = Sql.prepare(
                        connection,
                        USES,
                        Sql.addresses(
                                connection,
                                keys.stream().map(AuthorizationKey::token).toList()),
                        Sql.addresses(
                                connection,
                                keys.stream().map(AuthorizationKey::payer).toList()),
                        Sql.words(
                                connection,
                                keys.stream().map(AuthorizationKey::nonce).toList()),
                        Sql.words(
                                connection,
                                uses.stream()
                                        .map(use -> use.receipt().transactionHash())
                                        .toList()),
                        chainId);
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                Optional<UUID> live = Optional.ofNullable(rows.getObject("live_attempt", UUID.class));
                used.add(new Used(
                        settlements.read(rows),
                        live,
                        live.isPresent() ? Optional.of(rows.getLong("live_lane")) : Optional.empty(),
                        rows.getBoolean("ours")));
            }
        }
        return used;
    }

    /** Blocks of settlements that these heads have passed. */
    Set<BlockId> unfinalBlocks(Connection connection, long chainId, long safe, long finalized, int limit)
            throws SQLException {
        return blocks(Sql.prepare(connection, UNFINAL_BLOCKS, chainId, safe, finalized, limit));
    }

    /** Blocks of attempts on these lanes that the finalized head has passed. */
    Set<BlockId> unclosedBlocks(Connection connection, long finalized, Collection<Long> lanes, int limit)
            throws SQLException {
        return blocks(Sql.prepare(connection, UNCLOSED_BLOCKS, finalized, Sql.longs(connection, lanes), limit));
    }

    /** Blocks from a height on that hold settlements, or attempts of these lanes. */
    Set<BlockId> recentBlocks(Connection connection, long chainId, long from, Collection<Long> lanes)
            throws SQLException {
        return blocks(Sql.prepare(connection, RECENT_BLOCKS, chainId, from, from, Sql.longs(connection, lanes)));
    }

    List<UUID> settlementsIn(Connection connection, Collection<Bytes32> blocks, String state, long upTo)
            throws SQLException {
        return ids(Sql.prepare(connection, SETTLEMENTS_IN, Sql.words(connection, blocks), state, upTo));
    }

    List<UUID> attemptsIn(
            Connection connection, Collection<Bytes32> blocks, List<String> states, Collection<Long> lanes)
            throws SQLException {
        return ids(Sql.prepare(
                connection,
                ATTEMPTS_IN,
                Sql.words(connection, blocks),
                Sql.array(connection, "text", states),
                Sql.longs(connection, lanes)));
    }

    /** Settlements proved in these blocks, as far as no other worker's lane carried them. */
    List<UUID> toReopen(Connection connection, Collection<Bytes32> blocks, Collection<Long> lanes) throws SQLException {
        return ids(Sql.prepare(connection, TO_REOPEN, Sql.words(connection, blocks), Sql.longs(connection, lanes)));
    }

    List<UUID> withoutAttempt(Connection connection, Collection<UUID> paymentIds) throws SQLException {
        return ids(Sql.prepare(connection, WITHOUT_ATTEMPT, Sql.uuids(connection, paymentIds)));
    }

    private static Set<BlockId> blocks(PreparedStatement statement) throws SQLException {
        try (statement;
                var rows = statement.executeQuery()) {
            var blocks = new HashSet<BlockId>();
            while (rows.next()) {
                blocks.add(new BlockId(rows.getLong("block_number"), Sql.word(rows, "block_hash")));
            }
            return blocks;
        }
    }

    private static List<UUID> ids(PreparedStatement statement) throws SQLException {
        try (statement;
                var rows = statement.executeQuery()) {
            var ids = new ArrayList<UUID>();
            while (rows.next()) {
                ids.add(rows.getObject(1, UUID.class));
            }
            return ids;
        }
    }
}
