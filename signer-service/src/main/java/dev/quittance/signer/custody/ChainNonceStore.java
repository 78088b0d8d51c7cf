package dev.quittance.signer.custody;

import dev.quittance.protocol.Address;
import dev.quittance.signer.policy.ChainNonces;
import dev.quittance.signer.policy.Lane;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;

/** The chains' nonces in the database, as admins told them. Every method works in the caller's transaction. */
@Singleton
public final class ChainNonceStore {
    private static final String FORGET = "delete from chain_nonce";
    private static final String RESTORED = """
            insert into restored_account select address from account where kind = 'relay' on conflict do nothing
            """;
    private static final String PUT = """
            insert into chain_nonce (account, chain_id, nonce) values (?, ?, ?)
            on conflict (account, chain_id) do update set nonce = excluded.nonce
            """;
    private static final String LOAD = """
            select r.account, n.chain_id, n.nonce from restored_account r left join chain_nonce n using (account)
            """;
    private static final String UNTOLD = """
            select exists (select from restored_account r join account a on a.address = r.account
                where a.state = 'active' and not exists (select from chain_nonce n where n.account = r.account))
            """;

    /** Of all relay accounts that there are, no nonce is known from now on. */
    public void forgetAll(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate(FORGET);
            statement.executeUpdate(RESTORED);
        }
    }

    /** Takes the chain's next nonce of a lane, whose account must be an older one. */
    public void put(Connection connection, Lane lane, BigInteger nonce) throws SQLException {
        try (var statement = connection.prepareStatement(PUT)) {
            statement.setBytes(1, lane.account().toByteArray());
            statement.setLong(2, lane.chainId());
            statement.setBigDecimal(3, new BigDecimal(nonce));
            statement.executeUpdate();
        }
    }

    /** Whether there is an active account of which no chain's nonce was told. */
    public boolean lacksAny(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(UNTOLD)) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** All that was told. */
    public ChainNonces load(Connection connection) throws SQLException {
        var restored = new HashSet<Address>();
        var next = new HashMap<Lane, BigInteger>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(LOAD)) {
            while (rows.next()) {
                var account = new Address(rows.getBytes(1));
                restored.add(account);
                BigDecimal nonce = rows.getBigDecimal(3);
                if (nonce != null) {
                    next.put(new Lane(account, rows.getLong(2)), nonce.toBigIntegerExact());
                }
            }
        }
        return new ChainNonces(restored, next);
    }
}
