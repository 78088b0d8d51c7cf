package dev.quittance.signer.account;

import dev.quittance.signer.principal.Caller;
import dev.quittance.signer.principal.Role;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;

/** Opens the accounts that principals are registered with. */
@Singleton
public final class AccountOpening {
    private final AccountStore store;
    private final KeyVault vault;

    AccountOpening(AccountStore store, KeyVault vault) {
        this.store = store;
        this.vault = vault;
    }

    /**
     * Sees to it that the principal has an account of this name, with a new key if there is none.
     *
     * @throws IllegalStateException when the name belongs to another principal: keys never change hands silently
     */
    public void open(Connection connection, String name, Caller principal) throws SQLException {
        var owner = store.owner(connection, name);
        if (owner.isEmpty()) {
            store.insert(connection, vault.create(name, kind(principal.role())), principal.name());
        } else if (!owner.get().equals(principal.name())) {
            throw new IllegalStateException("account " + name + " belongs to principal " + owner.get());
        }
    }

    private static Account.Kind kind(Role role) {
        return switch (role) {
            case AGENT -> Account.Kind.PAYER;
            case SERVICE -> Account.Kind.RELAY;
        };
    }
}
