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
     * Sees to it that the principal has an account of this name that pays or relays, as its role does, with a new key if
     * there is none.
     *
     * @throws IllegalStateException when the name belongs to another principal or purpose: keys never change hands silently
     */
    public void open(Connection connection, String name, Caller principal) throws SQLException {
        open(connection, name, principal, kind(principal.role()));
    }

    /**
     * The same for an account that signs receipts.
     *
     * @throws IllegalStateException when the name belongs to another principal or purpose
     */
    public void openForReceipts(Connection connection, String name, Caller principal) throws SQLException {
        open(connection, name, principal, Account.Kind.RECEIPT);
    }

    private void open(Connection connection, String name, Caller principal, Account.Kind kind) throws SQLException {
        var held = store.named(connection, name);
        if (held.isEmpty()) {
            store.insert(connection, vault.create(name, kind), principal.name());
        } else if (!held.get().principal().equals(principal.name())) {
            throw new IllegalStateException(
                    "account " + name + " belongs to principal " + held.get().principal());
        } else if (held.get().kind() != kind) {
            throw new IllegalStateException("account " + name + " is of another kind");
        }
    }

    private static Account.Kind kind(Role role) {
        return switch (role) {
            case AGENT -> Account.Kind.PAYER;
            case SERVICE -> Account.Kind.RELAY;
            case MERCHANT -> Account.Kind.MERCHANT;
            case ADMIN -> throw new IllegalStateException("an admin has no accounts");
        };
    }
}
