package dev.quittance.signer.account;

import dev.quittance.evm.secp256k1.RootKey;
import dev.quittance.signer.seal.SealedAccounts;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;

/** Tries a root on every sealed key, before anything is sealed to it for good. */
@Singleton
final class SealedRows implements SealedAccounts {
    private final AccountStore store;
    private final SecureRandom random;

    SealedRows(AccountStore store, SecureRandom random) {
        this.store = store;
        this.random = random;
    }

    @Override
    public boolean exist(Connection connection) throws SQLException {
        return !store.all(connection).isEmpty();
    }

    @Override
    public boolean openUnder(Connection connection, RootKey root) throws SQLException {
        var seal = new Seal(root, random);
        return store.all(connection).stream().allMatch(row -> opens(seal, row));
    }

    private static boolean opens(Seal seal, SealedAccount row) {
        try {
            byte[] secret =
                    seal.open(row.sealedKey(), row.sealedAs(), row.account().address(), row.keyVersion());
            Arrays.fill(secret, (byte) 0);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }
}
