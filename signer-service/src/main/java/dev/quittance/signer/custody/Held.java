package dev.quittance.signer.custody;

import dev.quittance.signer.account.SealedAccount;
import dev.quittance.signer.policy.ChainNonces;
import dev.quittance.signer.policy.Custody;
import dev.quittance.signer.policy.Usage;
import dev.quittance.signer.principal.Registration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * All that a signer holds, as one transaction saw it.
 *
 * @param keys of principals, by their ids
 * @param latestSpend the time before which everything in the usage was spent
 */
public record Held(
        Custody custody,
        ChainNonces chainNonces,
        Usage usage,
        Instant latestSpend,
        List<SealedAccount> accounts,
        Map<String, Registration> keys) {}
