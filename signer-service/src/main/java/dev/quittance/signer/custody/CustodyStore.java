package dev.quittance.signer.custody;

import dev.quittance.protocol.Address;
import dev.quittance.signer.account.AccountStore;
import dev.quittance.signer.account.SealedAccount;
import dev.quittance.signer.approval.ApprovalStore;
import dev.quittance.signer.policy.Custody;
import dev.quittance.signer.policy.HeldAccount;
import dev.quittance.signer.principal.PrincipalStore;
import dev.quittance.signer.stop.StopStore;
import dev.quittance.signer.transparency.TransparencyLog;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;

/** Reads all that a signer holds. */
@Singleton
public final class CustodyStore {
    private final PrincipalStore principals;
    private final AccountStore accounts;
    private final GrantStore grants;
    private final StopStore stops;
    private final ApprovalStore approvals;
    private final UsageStore usage;
    private final ChainNonceStore chainNonces;
    private final TransparencyLog log;

    CustodyStore(
            PrincipalStore principals,
            AccountStore accounts,
            GrantStore grants,
            StopStore stops,
            ApprovalStore approvals,
            UsageStore usage,
            ChainNonceStore chainNonces,
            TransparencyLog log) {
        this.principals = principals;
        this.accounts = accounts;
        this.grants = grants;
        this.stops = stops;
        this.approvals = approvals;
        this.usage = usage;
        this.chainNonces = chainNonces;
        this.log = log;
    }

    /** Reads everything in the caller's transaction. */
    public Held load(Connection connection, Instant now) throws SQLException {
        var byAddress = new HashMap<Address, HeldAccount>();
        List<SealedAccount> sealed = accounts.all(connection);
        for (SealedAccount each : sealed) {
            byAddress.put(each.account().address(), each.account().held());
        }
        var custody = Custody.of(
                stops.all(connection), byAddress, grants.all(connection), approvals.inForce(connection, now));
        return new Held(
                custody,
                chainNonces.load(connection),
                usage.load(connection, now),
                usage.latest(connection),
                sealed,
                principals.keysById(connection),
                log.position(connection));
    }
}
