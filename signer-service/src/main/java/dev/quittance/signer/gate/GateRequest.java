package dev.quittance.signer.gate;

import dev.quittance.protocol.Bytes32;
import dev.quittance.signer.journal.JournalEntry;
import dev.quittance.signer.policy.Operation;
import dev.quittance.signer.policy.SpendFact;
import dev.quittance.signer.principal.TokenId;
import java.util.Optional;

/** What a signing surface brings before the gate: each spends the token that it came with. */
public sealed interface GateRequest {
    /** The token of the request that it stands for. */
    TokenId token();

    /**
     * A wish to sign.
     *
     * @param fact what the signature could do
     * @param entry what is to be journaled
     * @param takenCode the problem's code when another request has the nonce
     */
    record Signing(TokenId token, SpendFact fact, JournalEntry entry, String takenCode) implements GateRequest {}

    /**
     * A request that the surface refuses itself, which is journaled like every denial.
     *
     * @param rule code of the rule that speaks against it
     * @param requestDigest SHA-256 of what was asked for
     */
    record Refused(TokenId token, String principal, Optional<Operation> operation, String rule, Bytes32 requestDigest)
            implements GateRequest {}
}
