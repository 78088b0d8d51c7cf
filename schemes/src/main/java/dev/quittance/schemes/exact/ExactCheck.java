package dev.quittance.schemes.exact;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.x402.ErrorReason;
import java.util.Optional;

/** What the rules that need no chain say of a payment. */
public sealed interface ExactCheck {

    /** Every local rule holds and the payer's own key signed. Balance and nonce are for the chain to say. */
    record Passed(ExactPayment payment) implements ExactCheck {}

    /**
     * The payer's key did not sign. Only if the payer has code can the signature still be good (EIP-1271, EIP-7702);
     * without code the reason is {@link ErrorReason#INVALID_EXACT_EVM_SIGNATURE}.
     *
     * @param otherwise the rule that fails even if the payer's contract accepts the signature
     */
    record AskPayerContract(ExactPayment payment, Optional<Refused> otherwise) implements ExactCheck {}

    /** A rule is broken. The message says which in words and never repeats the payload. */
    record Refused(ErrorReason reason, String message, Optional<Address> payer) implements ExactCheck {}
}
