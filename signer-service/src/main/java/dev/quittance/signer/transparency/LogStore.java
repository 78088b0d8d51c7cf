package dev.quittance.signer.transparency;

import dev.quittance.protocol.Bytes32;
import dev.quittance.signer.policy.Denial;
import dev.quittance.transparency.NodeId;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The log in the database. Every method works in the caller's transaction. */
@Singleton
final class LogStore {
    private static final String SIZE = "select coalesce(max(leaf_index) + 1, 0) from log_entry";
    private static final String APPEND = """
            insert into log_entry (leaf_index, entry, leaf_hash, signature_hash) select * from unnest(?, ?, ?, ?)
            """;
    private static final String ADD_NODES = """
            insert into log_node (level, node_index, hash) select * from unnest(?, ?, ?)
            """;
    private static final String LEAVES = """
            select 0, e.leaf_index, e.leaf_hash from unnest(?) n (leaf_index)
            cross join lateral (select * from log_entry where leaf_index = n.leaf_index limit 1) e
            """;
    private static final String NODES = """
            select e.level, e.node_index, e.hash from unnest(?, ?) n (level, node_index)
            cross join lateral
                (select * from log_node where level = n.level and node_index = n.node_index limit 1) e
            """;
    private static final String PAGE = """
            select entry from log_entry where leaf_index >= ? and leaf_index < ? order by leaf_index
            """;
    private static final String BY_SIGNATURE = """
            select leaf_index from log_entry where signature_hash = ? order by leaf_index limit 1
            """;
    private static final String RESTORE = "insert into log_restoration (leaf_index, base_size) values (?, ?)";
    private static final String RESTORED =
            "select leaf_index, base_size from log_restoration order by leaf_index desc limit 1";
    private static final String HALTED = "select halted from database_origin where halted is not null";
    private static final String POLICY = """
            select sha256(convert_to(coalesce(string_agg(id || E'\\n' || document || E'\\n', '' order by id collate "C"), ''),
                'UTF8')) from signing_grant
            """;
    private static final String BEFORE = "select (select count(*) from signing_journal), (select count(*) from denial)";

    long size(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(SIZE);
                var row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    void append(Connection connection, long from, List<LogEntry> entries, Map<NodeId, Bytes32> hashes)
            throws SQLException {
        var leaves = new ArrayList<Bytes32>();
        var indexes = new Long[entries.size()];
        var nodes = new ArrayList<NodeId>();
        for (int i = 0; i < entries.size(); i++) {
            indexes[i] = from + i;
            leaves.add(hash(hashes, new NodeId(0, from + i)));
        }
        hashes.keySet().stream().filter(node -> node.level() > 0).forEach(nodes::add);
        try (var statement = connection.prepareStatement(APPEND)) {
            array(statement, 1, "bigint", indexes);
            array(statement, 2, "text", entries.stream().map(LogEntry::text).toArray(String[]::new));
            array(
                    statement,
                    3,
                    "bytea",
                    leaves.stream().map(Bytes32::toByteArray).toArray(byte[][]::new));
            array(
                    statement,
                    4,
                    "bytea",
                    entries.stream()
                            .map(entry -> entry.signatureHash()
                                    .map(Bytes32::toByteArray)
                                    .orElse(null))
                            .toArray(byte[][]::new));
            statement.executeUpdate();
        }
        if (!nodes.isEmpty()) {
            try (var statement = connection.prepareStatement(ADD_NODES)) {
                bind(statement, nodes);
                array(
                        statement,
                        3,
                        "bytea",
                        nodes.stream()
                                .map(node -> hash(hashes, node).toByteArray())
                                .toArray(byte[][]::new));
                statement.executeUpdate();
            }
        }
    }

    private static Bytes32 hash(Map<NodeId, Bytes32> hashes, NodeId node) {
        return Optional.ofNullable(hashes.get(node)).orElseThrow();
    }

    /** Kept hashes, as far as there are any. */
    Map<NodeId, Bytes32> hashes(Connection connection, Collection<NodeId> wanted) throws SQLException {
        var found = new HashMap<NodeId, Bytes32>();
        List<NodeId> leaves = wanted.stream().filter(node -> node.level() == 0).toList();
        List<NodeId> nodes = wanted.stream().filter(node -> node.level() > 0).toList();
        if (!leaves.isEmpty()) {
            try (var statement = connection.prepareStatement(LEAVES)) {
                array(statement, 1, "bigint", leaves.stream().map(NodeId::index).toArray(Long[]::new));
                read(statement, found);
            }
        }
        if (!nodes.isEmpty()) {
            try (var statement = connection.prepareStatement(NODES)) {
                bind(statement, nodes);
                read(statement, found);
            }
        }
        return found;
    }

    private static void bind(PreparedStatement statement, List<NodeId> nodes) throws SQLException {
        array(
                statement,
                1,
                "smallint",
                nodes.stream().map(node -> (short) node.level()).toArray(Short[]::new));
        array(statement, 2, "bigint", nodes.stream().map(NodeId::index).toArray(Long[]::new));
    }

    private static void array(PreparedStatement statement, int place, String type, Object[] values)
            throws SQLException {
        statement.setArray(place, statement.getConnection().createArrayOf(type, values));
    }

    private static void read(PreparedStatement statement, Map<NodeId, Bytes32> into) throws SQLException {
        try (var rows = statement.executeQuery()) {
            while (rows.next()) {
                into.put(new NodeId(rows.getInt(1), rows.getLong(2)), new Bytes32(rows.getBytes(3)));
            }
        }
    }

    /** The texts of entries, in order. */
    List<String> page(Connection connection, long from, long to) throws SQLException {
        try (var statement = connection.prepareStatement(PAGE)) {
            statement.setLong(1, from);
            statement.setLong(2, to);
            try (var rows = statement.executeQuery()) {
                var entries = new ArrayList<String>();
                while (rows.next()) {
                    entries.add(rows.getString(1));
                }
                return entries;
            }
        }
    }

    OptionalLong bySignature(Connection connection, Bytes32 hash) throws SQLException {
        try (var statement = connection.prepareStatement(BY_SIGNATURE)) {
            statement.setBytes(1, hash.toByteArray());
            try (var rows = statement.executeQuery()) {
                return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    /** The newest statement of a restoration. */
    Optional<LogPosition.Restored> restored(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(RESTORED);
                var rows = statement.executeQuery()) {
            return rows.next()
                    ? Optional.of(new LogPosition.Restored(rows.getLong(1), rows.getLong(2)))
                    : Optional.empty();
        }
    }

    void restore(Connection connection, LogPosition.Restored restored) throws SQLException {
        try (var statement = connection.prepareStatement(RESTORE)) {
            statement.setLong(1, restored.index());
            statement.setLong(2, restored.size());
            statement.executeUpdate();
        }
    }

    /** Why everything is stopped, if it is for what a caller showed. */
    Optional<Denial> halted(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(HALTED);
                var rows = statement.executeQuery()) {
            return rows.next()
                    ? Optional.of(Denial.valueOf(rows.getString(1).toUpperCase(Locale.ROOT)))
                    : Optional.empty();
        }
    }

    /** SHA-256 of all grants by their ids: each id and document, with a line feed after each. */
    Bytes32 policy(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(POLICY);
                var row = statement.executeQuery()) {
            row.next();
            return new Bytes32(row.getBytes(1));
        }
    }

    /** How much was journaled: permissions, then denials. */
    long[] journaled(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(BEFORE);
                var row = statement.executeQuery()) {
            row.next();
            return new long[] {row.getLong(1), row.getLong(2)};
        }
    }
}
