package dev.quittance.facilitator.gas;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The day's gas in SQL, shared by all replicas. Every method is one statement, and runs in its caller's transaction. */
public final class GasStore {
    private static final String CLAIM = "select payment_id, shortage from claim_gas(?, ?, ?, ?, ?, ?)";
    private static final String SETTLE = "select settle_gas(?, ?)";
    private static final String SHORTAGE = "select gas_shortage(?, ?, ?, ?)";

    private GasStore() {}

    /** Claims gas for payments, in the order of the map; the answer holds those that get none. */
    public static Map<UUID, GasShortage> claim(Connection connection, Map<UUID, GasClaim> claims) throws SQLException {
        var refused = new HashMap<UUID, GasShortage>();
        if (claims.isEmpty()) {
            return refused;
        }
        List<GasClaim> each = List.copyOf(claims.values());
        try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
            claim.setArray(1, connection.createArrayOf("uuid", claims.keySet().toArray()));
            claim.setArray(
                    2,
                    connection.createArrayOf(
                            "text", each.stream().map(GasClaim::client).toArray()));
            claim.setArray(
                    3,
                    connection.createArrayOf(
                            "bigint",
                            each.stream().map(one -> one.gas().estimate()).toArray()));
            claim.setArray(
                    4,
                    connection.createArrayOf(
                            "bigint",
                            each.stream().map(one -> one.gas().lasting()).toArray()));
            claim.setArray(
                    5,
                    connection.createArrayOf(
                            "bigint",
                            each.stream()
                                    .map(one -> one.clientMax().orElse(null))
                                    .toArray()));
            claim.setObject(6, each.getFirst().totalMax().orElse(null), Types.BIGINT);
            try (ResultSet rows = claim.executeQuery()) {
                while (rows.next()) {
                    refused.put(rows.getObject(1, UUID.class), GasShortage.valueOf(rows.getString(2)));
                }
            }
        }
        return refused;
    }

    /** Puts the gas that payments took in the place of what was claimed for them, once; 0 gives all of it back. */
    public static void settle(Connection connection, Map<UUID, Long> used) throws SQLException {
        if (used.isEmpty()) {
            return;
        }
        try (PreparedStatement settle = connection.prepareStatement(SETTLE)) {
            settle.setArray(1, connection.createArrayOf("uuid", used.keySet().toArray()));
            settle.setArray(2, connection.createArrayOf("bigint", used.values().toArray()));
            settle.execute();
        }
    }

    /** Whose gas would not suffice now; claims nothing. */
    public static Optional<GasShortage> shortage(Connection connection, GasClaim claim) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SHORTAGE)) {
            select.setString(1, claim.client());
            select.setLong(2, claim.gas().estimate());
            select.setObject(3, claim.clientMax().orElse(null), Types.BIGINT);
            select.setObject(4, claim.totalMax().orElse(null), Types.BIGINT);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return Optional.ofNullable(row.getString(1)).map(GasShortage::valueOf);
            }
        }
    }
}
