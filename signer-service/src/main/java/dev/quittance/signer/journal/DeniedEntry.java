package dev.quittance.signer.journal;

import dev.quittance.protocol.Bytes32;
import dev.quittance.signer.policy.Operation;
import dev.quittance.signer.policy.SpendFact;
import java.util.Optional;

/**
 * What was asked for and not signed.
 *
 * @param rule code of the rule that spoke against it
 * @param operation empty when not even that is known
 * @param fact what the request would have done, as far as it could be decoded
 * @param grant id of the grant that denied or came closest
 * @param requestDigest SHA-256 of the canonical request, or of the body when it could not be read
 */
public record DeniedEntry(
        String rule,
        String principal,
        Optional<Operation> operation,
        Optional<SpendFact> fact,
        Optional<String> grant,
        Bytes32 requestDigest)
        implements Decided {}
