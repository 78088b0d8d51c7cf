package dev.quittance.devstack.suite;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quittance.devstack.Chain;
import dev.quittance.devstack.Postgres;
import java.sql.SQLException;
import java.util.Optional;

/** The newest block that the database knows of, against the chain that was loaded. */
final class Recorded {
    private static final String ROLE = "settlement_worker";
    private static final String TABLE = "settlement_worker.attempt";
    private static final String NEWEST = """
            select block_number, '0x' || encode(block_hash, 'hex')
              from settlement_worker.attempt
             where block_number is not null
             order by block_number desc
             limit 1
            """;

    /** A block of the chain; the hash is prefixed lower-case hexadecimal text. */
    record Block(long number, String hash) {}

    private Recorded() {}

    /** Empty when no attempt was included yet, or when the settlement worker has never run. */
    static Optional<Block> newest(Postgres postgres) throws SQLException {
        try (var connection = postgres.connect(ROLE);
                var sql = connection.createStatement()) {
            try (var rows = sql.executeQuery("select to_regclass('" + TABLE + "')")) {
                if (!rows.next() || rows.getString(1) == null) {
                    return Optional.empty();
                }
            }
            try (var rows = sql.executeQuery(NEWEST)) {
                return rows.next() ? Optional.of(new Block(rows.getLong(1), rows.getString(2))) : Optional.empty();
            }
        }
    }

    static boolean isOn(Chain chain, Block block) {
        JsonNode found = chain.rpc("eth_getBlockByNumber", "0x" + Long.toHexString(block.number()), false);
        return found.path("hash").asText().equalsIgnoreCase(block.hash());
    }
}
