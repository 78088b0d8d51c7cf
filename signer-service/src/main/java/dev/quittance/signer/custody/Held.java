package dev.quittance.signer.custody;

import dev.quittance.signer.account.SealedAccount;
import dev.quittance.signer.policy.ChainNonces;
import dev.quittance.signer.policy.Custody;
import dev.quittance.signer.policy.Usage;
import dev.quittance.signer.principal.Registration;
import dev.quittance.signer.transparency.LogPosition;
import dev.quittance.transparency.Frontier;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * All that a signer holds, as one transaction saw it.
 *
 * @param keys of principals, by their ids
 * @param log where the transparency log stands
 * @param latestSpend the time before which everything in the usage was spent
 */
public record Held(
        Custody custody,
        ChainNonces chainNonces,
        Usage usage,
        Instant latestSpend,
        List<SealedAccount> accounts,
        Map<String, Registration> keys,
        LogPosition log) {
    /** The same with the log as it is after what was appended. */
    public Held withLog(Frontier appended) {
        return new Held(custody, chainNonces, usage, latestSpend, accounts, keys, log.after(appended));
    }
}
