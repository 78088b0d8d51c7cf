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

    /** What is left of it when the schema does not take what it would record. */
    default Refused unrecordable() {
        return switch (this) {
            case Signing(var token, var fact, var entry, var _) ->
                new Refused(
                        token, fact.principal(), Optional.of(fact.operation()), "unrecordable", entry.requestDigest());
            case Refused(var token, var principal, var operation, var _, var digest) ->
                new Refused(token, principal, operation, "unrecordable", digest);
        };
    }

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
