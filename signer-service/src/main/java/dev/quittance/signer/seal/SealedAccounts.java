package dev.quittance.signer.seal;

import dev.quittance.evm.secp256k1.RootKey;
import java.sql.Connection;
import java.sql.SQLException;

/** The account keys that lie sealed in the database, as whoever brings the root sees them. */
public interface SealedAccounts {
    /** Whether there are any. */
    boolean exist(Connection connection) throws SQLException;

    /** Whether this root opens each of them. */
    boolean openUnder(Connection connection, RootKey root) throws SQLException;
}
