package dev.quittance.signer.gate;

import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.protocol.Bytes32;
import dev.quittance.signer.account.Account;
import dev.quittance.signer.account.AccountStore;
import dev.quittance.signer.account.KeyVault;
import dev.quittance.signer.account.SealedAccount;
import dev.quittance.signer.database.Database;
import dev.quittance.signer.journal.JournalEntry;
import dev.quittance.signer.journal.Recording;
import dev.quittance.signer.journal.SigningJournal;
import dev.quittance.signer.problem.Problem;
import dev.quittance.signer.problem.ProblemException;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;

/** Permits, then signs what was permitted. No signature comes about in another way. */
@Singleton
public final class SigningGate {
    private static final int FORBIDDEN = 403;
    private static final int CONFLICT = 409;

    private final Database database;
    private final AccountStore accounts;
    private final SigningJournal journal;
    private final KeyVault vault;
    private final Secp256k1 curve;
    private final MeterRegistry metrics;

    SigningGate(
            Database database,
            AccountStore accounts,
            SigningJournal journal,
            KeyVault vault,
            Secp256k1 curve,
            MeterRegistry metrics) {
        this.database = database;
        this.accounts = accounts;
        this.journal = journal;
        this.vault = vault;
        this.curve = curve;
        this.metrics = metrics;
    }

    /**
     * Writes the permission, or finds it written, in one transaction that is committed on return.
     *
     * @param kind what the account must be for
     * @param takenCode the problem's code when another request has the nonce
     * @throws ProblemException 403 {@code account_not_yours}, or 409
     */
    public Permission permit(JournalEntry entry, Account.Kind kind, String takenCode) {
        return database.inTransaction(connection -> permit(connection, entry, kind, takenCode));
    }

    private Permission permit(Connection connection, JournalEntry entry, Account.Kind kind, String takenCode)
            throws SQLException {
        SealedAccount account = accounts.find(connection, entry.account(), entry.principal())
                .filter(found -> found.account().kind() == kind)
                .orElseThrow(() -> problem(FORBIDDEN, "account_not_yours", "the caller has no such account"));
        return switch (journal.record(connection, entry)) {
            case Recording.Permitted permitted ->
                new Permission(account, permitted.signingDigest(), permitted.validBefore());
            case Recording.Taken _ -> throw problem(CONFLICT, takenCode, "another request was signed with this nonce");
        };
    }

    /**
     * Signs a digest that the caller has built from the permitted facts.
     *
     * @throws IllegalStateException when it is not the permitted one
     */
    public Signature sign(Permission permission, Bytes32 digest) {
        if (!digest.equals(permission.signingDigest())) {
            throw new IllegalStateException("the digest is not the one that the journal permits");
        }
        Signature signature = vault.use(permission.account(), key -> curve.sign(digest, key));
        String kind = permission.account().account().kind().text();
        metrics.counter("quittance.signer.signatures", "kind", kind).increment();
        return signature;
    }

    private static ProblemException problem(int status, String code, String detail) {
        return new ProblemException(new Problem(status, code, detail));
    }
}
