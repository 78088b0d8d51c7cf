package dev.quittance.schemes.exact.eip3009;

import static dev.quittance.protocol.x402.ErrorReason.INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALID_AFTER;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALID_BEFORE;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALUE_MISMATCH;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_EXACT_EVM_RECIPIENT_MISMATCH;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_PAYMENT_REQUIREMENTS;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.x402.PaymentRequirements;
import dev.quittance.schemes.payment.Refusal;
import java.math.BigInteger;
import java.util.Optional;

/** What time and requirements say of an authorization. */
final class Eip3009Terms {
    /** An authorization must outlive the block that carries it (the reference implementation's margin). */
    private static final BigInteger REMAINING_SECONDS_MIN = BigInteger.valueOf(6);

    private Eip3009Terms() {}

    /**
     * The first rule that is broken.
     *
     * @param chainTime in seconds
     */
    static Optional<Refusal> broken(
            TransferAuthorization authorization, PaymentRequirements requirements, long chainTime) {
        Address payee;
        try {
            payee = Address.parse(requirements.payTo());
        } catch (MalformedException e) {
            return Optional.of(Refusal.of(INVALID_PAYMENT_REQUIREMENTS, "payTo is not an address"));
        }
        Address payer = authorization.from();
        BigInteger now = BigInteger.valueOf(chainTime);
        if (!authorization.to().equals(payee)) {
            return Optional.of(
                    Refusal.of(INVALID_EXACT_EVM_RECIPIENT_MISMATCH, "the authorization pays somebody else", payer));
        }
        if (authorization.validBefore().compareTo(now.add(REMAINING_SECONDS_MIN)) < 0) {
            return Optional.of(Refusal.of(
                    INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALID_BEFORE, "the authorization expires too soon", payer));
        }
        if (authorization.validAfter().compareTo(now) > 0) {
            return Optional.of(Refusal.of(
                    INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALID_AFTER, "the authorization is not valid yet", payer));
        }
        if (!authorization.value().equals(requirements.amount())) {
            return Optional.of(Refusal.of(
                    INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALUE_MISMATCH,
                    "the value is not the amount asked",
                    payer));
        }
        return Optional.empty();
    }

    static boolean isEarly(Refusal refusal) {
        return refusal.reason() == INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALID_AFTER;
    }
}
