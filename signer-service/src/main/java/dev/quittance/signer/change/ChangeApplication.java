package dev.quittance.signer.change;

import dev.quittance.protocol.Address;
import dev.quittance.signer.account.Account;
import dev.quittance.signer.account.AccountOpening;
import dev.quittance.signer.account.AccountStore;
import dev.quittance.signer.account.SealedAccount;
import dev.quittance.signer.custody.ChainNonceStore;
import dev.quittance.signer.custody.GrantStore;
import dev.quittance.signer.lease.Restoration;
import dev.quittance.signer.policy.Grant;
import dev.quittance.signer.principal.Caller;
import dev.quittance.signer.principal.Principal;
import dev.quittance.signer.principal.PrincipalKey;
import dev.quittance.signer.principal.PrincipalStore;
import dev.quittance.signer.principal.Registration;
import dev.quittance.signer.principal.Role;
import dev.quittance.signer.stop.StopStore;
import dev.quittance.signer.stop.StopTarget;
import dev.quittance.signer.transparency.TransparencyLog;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Does what a change says, in the caller's transaction, which is rolled back when it conflicts with what there is. */
@Singleton
final class ChangeApplication {
    private final PrincipalStore principals;
    private final GrantStore grants;
    private final AccountStore accounts;
    private final AccountOpening opening;
    private final StopStore stops;
    private final Restoration restoration;
    private final ChainNonceStore chainNonces;
    private final TransparencyLog log;
    private final Clock clock;

    ChangeApplication(
            PrincipalStore principals,
            GrantStore grants,
            AccountStore accounts,
            AccountOpening opening,
            StopStore stops,
            Restoration restoration,
            ChainNonceStore chainNonces,
            TransparencyLog log,
            Clock clock) {
        this.principals = principals;
        this.grants = grants;
        this.accounts = accounts;
        this.opening = opening;
        this.stops = stops;
        this.restoration = restoration;
        this.chainNonces = chainNonces;
        this.log = log;
        this.clock = clock;
    }

    /**
     * Applies a change.
     *
     * @throws ChangeConflictException when it cannot be
     */
    void apply(Connection connection, Change change) throws SQLException {
        switch (change) {
            case Change.RegisterPrincipal(var principal) -> register(connection, principal);
            case Change.AddKey(var principal, var key) ->
                addKey(connection, principal(connection, principal).name(), key);
            case Change.RevokeKey(var keyId) -> revoke(connection, keyId);
            case Change.PutGrant(var grant) -> put(connection, grant);
            case Change.RemoveGrant(var id) -> {
                require(named(connection, id).isPresent(), ChangeConflict.GRANT_UNKNOWN);
                grants.remove(connection, id);
            }
            case Change.CreateAccount(var principal, var name, var kind) ->
                create(connection, name, principal(connection, principal), kind);
            case Change.RenameAccount(var account, var name) -> {
                active(connection, account);
                require(opening.rename(connection, account, name), ChangeConflict.ACCOUNT_NAME_TAKEN);
                stops.rename(connection, account, name);
            }
            case Change.RotateAccount(var account) -> opening.rotate(connection, active(connection, account));
            case Change.CloseAccount(var account) -> opening.close(connection, active(connection, account));
            case Change.ExportAccount(var account, var recipient) ->
                opening.export(connection, active(connection, account), recipient);
            case Change.ImportAccount imported -> admit(connection, imported);
            case Change.Stop(var target) -> {
                requireKnown(connection, target);
                stops.add(connection, target);
            }
            case Change.Resume(var target) -> resume(connection, target);
            case Change.OpenRestored(var nonces, var head) -> open(connection, nonces, head);
        }
    }

    private void register(Connection connection, Principal principal) throws SQLException {
        require(principals.add(connection, principal.caller()), ChangeConflict.PRINCIPAL_TAKEN);
        for (PrincipalKey key : principal.keys()) {
            addKey(connection, principal.name(), key);
        }
        for (String account : principal.accounts()) {
            create(connection, account, principal.caller(), AccountOpening.kindFor(principal.role()));
        }
        for (String account : principal.receiptAccounts()) {
            create(connection, account, principal.caller(), Account.Kind.RECEIPT);
        }
    }

    private void addKey(Connection connection, String principal, PrincipalKey key) throws SQLException {
        require(principals.addKey(connection, principal, key), ChangeConflict.KEY_ID_TAKEN);
    }

    private void revoke(Connection connection, String keyId) throws SQLException {
        require(principals.revokeKey(connection, keyId), ChangeConflict.KEY_UNKNOWN);
        boolean adminLeft = principals.keysById(connection).values().stream()
                .map(Registration::caller)
                .anyMatch(caller -> caller.role() == Role.ADMIN);
        require(adminLeft, ChangeConflict.LAST_ADMIN_KEY);
    }

    private void put(Connection connection, Grant grant) throws SQLException {
        principal(connection, grant.principal());
        boolean ofAnother = named(connection, grant.id())
                .filter(standing ->
                        !standing.principal().equals(grant.principal()) || standing.operation() != grant.operation())
                .isPresent();
        require(!ofAnother, ChangeConflict.GRANT_TAKEN);
        grants.put(connection, grant);
    }

    private Optional<Grant> named(Connection connection, String id) throws SQLException {
        return grants.all(connection).stream()
                .filter(grant -> grant.id().equals(id))
                .findFirst();
    }

    private void create(Connection connection, String name, Caller principal, Account.Kind kind) throws SQLException {
        require(kind.isFor(principal.role()), ChangeConflict.ACCOUNT_KIND_REFUSED);
        require(opening.create(connection, name, principal, kind), ChangeConflict.ACCOUNT_NAME_TAKEN);
    }

    private void admit(Connection connection, Change.ImportAccount change) throws SQLException {
        Caller principal = principal(connection, change.principal());
        require(change.accountKind().isFor(principal.role()), ChangeConflict.ACCOUNT_KIND_REFUSED);
        switch (opening.admit(
                connection, change.name(), principal, change.accountKind(), change.address(), change.box())) {
            case DONE -> {}
            case KEY_DIFFERS -> throw new ChangeConflictException(ChangeConflict.IMPORT_KEY_DIFFERS);
            case NAME_TAKEN -> throw new ChangeConflictException(ChangeConflict.ACCOUNT_NAME_TAKEN);
            case ADDRESS_TAKEN -> throw new ChangeConflictException(ChangeConflict.ACCOUNT_ADDRESS_TAKEN);
        }
    }

    private Account active(Connection connection, String name) throws SQLException {
        List<SealedAccount> versions = accounts.versions(connection, name);
        return versions.stream()
                .map(SealedAccount::account)
                .filter(account -> account.state() == Account.State.ACTIVE)
                .findFirst()
                .orElseThrow(() -> new ChangeConflictException(ChangeConflict.ACCOUNT_UNKNOWN));
    }

    private Caller principal(Connection connection, String name) throws SQLException {
        return principals
                .find(connection, name)
                .orElseThrow(() -> new ChangeConflictException(ChangeConflict.PRINCIPAL_UNKNOWN));
    }

    /** A stop that hits nobody because of a slip of the pen would be worse than a refusal. */
    private void requireKnown(Connection connection, StopTarget target) throws SQLException {
        switch (target) {
            case StopTarget.All _ -> {}
            case StopTarget.OfPrincipal(var name) -> principal(connection, name);
            case StopTarget.OfAccount(var name) -> active(connection, name);
        }
    }

    private void resume(Connection connection, StopTarget target) throws SQLException {
        boolean tooEasy = target instanceof StopTarget.All && restoration.isFrozen(connection);
        require(!tooEasy, ChangeConflict.DATABASE_RESTORED);
        stops.remove(connection, target);
    }

    private void open(Connection connection, List<LaneNonce> nonces, Optional<LogHead> head) throws SQLException {
        LogHead named = head.orElseThrow(() -> new ChangeConflictException(ChangeConflict.LOG_HEAD_MISSING));
        require(
                named.size() <= log.size(connection)
                        && log.at(connection, named.size()).root().equals(named.root()),
                ChangeConflict.LOG_HEAD_UNKNOWN);
        Set<Address> restored = chainNonces.load(connection).restored();
        require(restoration.open(connection, clock.instant()) || !restored.isEmpty(), ChangeConflict.NOT_RESTORED);
        for (LaneNonce each : nonces) {
            require(restored.contains(each.lane().account()), ChangeConflict.LANE_UNKNOWN);
            chainNonces.put(connection, each.lane(), each.nonce());
        }
        require(!chainNonces.lacksAny(connection), ChangeConflict.CHAIN_NONCE_MISSING);
    }

    private static void require(boolean holds, ChangeConflict otherwise) {
        if (!holds) {
            throw new ChangeConflictException(otherwise);
        }
    }
}
