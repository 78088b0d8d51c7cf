package dev.quittance.signer.account;

import dev.quittance.attestation.box.Box;
import dev.quittance.attestation.box.BoxRecipient;
import dev.quittance.protocol.Address;
import dev.quittance.signer.principal.Caller;
import dev.quittance.signer.principal.Role;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Opens, renames, rotates and closes accounts. Every method works in the caller's transaction. */
@Singleton
public final class AccountOpening {
    private final AccountStore store;
    private final KeyVault vault;

    AccountOpening(AccountStore store, KeyVault vault) {
        this.store = store;
        this.vault = vault;
    }

    /** What accounts of a principal of this role are for, when nothing else is said. */
    public static Account.Kind kindFor(Role role) {
        return switch (role) {
            case AGENT -> Account.Kind.PAYER;
            case SERVICE -> Account.Kind.RELAY;
            case MERCHANT -> Account.Kind.MERCHANT;
            case ADMIN -> throw new IllegalStateException("an admin has no accounts");
        };
    }

    /**
     * Sees to it that the principal has an account of this name and kind, with a new key if there is none.
     *
     * @throws IllegalStateException when the name belongs to another principal or purpose: keys never change hands silently
     */
    public void ensure(Connection connection, String name, Caller principal, Account.Kind kind) throws SQLException {
        List<SealedAccount> versions = store.versions(connection, name);
        if (versions.isEmpty()) {
            if (!create(connection, name, principal, kind)) {
                throw new IllegalStateException("account " + name + " got another name");
            }
            return;
        }
        Account held = versions.getFirst().account();
        if (!held.principal().equals(principal.name())) {
            throw new IllegalStateException("account " + name + " belongs to principal " + held.principal());
        }
        if (held.kind() != kind) {
            throw new IllegalStateException("account " + name + " is of another kind");
        }
    }

    /** Opens an account with a new key; false when an account has or had the name. */
    public boolean create(Connection connection, String name, Caller principal, Account.Kind kind) throws SQLException {
        if (!store.takeName(connection, name)) {
            return false;
        }
        store.insert(connection, vault.create(name, kind, principal.name(), 1));
        return true;
    }

    /** Gives the account another name; false when an account has or had it. Grants that name the account do not follow. */
    public boolean rename(Connection connection, String before, String after) throws SQLException {
        if (!store.takeName(connection, after)) {
            return false;
        }
        store.rename(connection, before, after);
        return true;
    }

    /** Replaces the key of an active account, and with it the address; the old one is retired. */
    public void rotate(Connection connection, Account active) throws SQLException {
        store.end(connection, active.name(), Account.State.RETIRED);
        store.insert(
                connection,
                vault.create(active.name(), active.kind(), active.principal(), Math.addExact(active.version(), 1)));
    }

    /** Closes an account for ever. */
    public void close(Connection connection, Account active) throws SQLException {
        store.end(connection, active.name(), Account.State.CLOSED);
    }

    /** Puts the key of an active account into a box for whoever takes it out; the account goes on. */
    public void export(Connection connection, Account active, BoxRecipient recipient) throws SQLException {
        SealedAccount sealed = store.versions(connection, active.name()).getFirst();
        store.putExport(connection, active.address(), recipient, vault.export(sealed, recipient));
    }

    /** What became of an import. */
    public enum Import {
        DONE,
        /** The box does not open here, or holds no key of the address. */
        KEY_DIFFERS,
        NAME_TAKEN,
        /** An account has or had this key. */
        ADDRESS_TAKEN
    }

    /** Opens an account with the key in a box. */
    public Import admit(
            Connection connection, String name, Caller principal, Account.Kind kind, Address address, Box box)
            throws SQLException {
        Optional<SealedAccount> admitted = vault.admit(box, name, address, kind, principal.name());
        if (admitted.isEmpty()) {
            return Import.KEY_DIFFERS;
        }
        if (store.isKnown(connection, address)) {
            return Import.ADDRESS_TAKEN;
        }
        if (!store.takeName(connection, name)) {
            return Import.NAME_TAKEN;
        }
        store.insert(connection, admitted.get());
        return Import.DONE;
    }
}
