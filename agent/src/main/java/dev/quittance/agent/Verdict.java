package dev.quittance.agent;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.PaymentRequirements;
import dev.quittance.protocol.x402.SettleResponse;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.Set;

/** What a server's answer to a sent payment says about the money. */
sealed interface Verdict {
    record Settled(SettleResponse settlement) implements Verdict {}

    record Rejected(String reason, Optional<SettleResponse> settlement) implements Verdict {}

    /** Ask again with the same payment. */
    record AskAgain() implements Verdict {}

    /** No further asking helps. */
    record Unknown(PendingCause cause) implements Verdict {}

    /** Statuses that tell of a server that cannot answer now, with the payment's outcome open. */
    Set<Integer> TRANSIENT = Set.of(408, 425, 429, 502, 503, 504);

    Set<String> NONCE_USED = Set.of(
            ErrorReason.INVALID_EXACT_EVM_NONCE_ALREADY_USED.wire(), "nonce_already_used", "invalid_transaction_state");

    /** Code of the gateway's problem document. */
    String ALREADY_DELIVERED = "already_delivered";

    /** Reads an answer by its receipt first and its status second. */
    static Verdict of(HttpResponse<byte[]> answer, UnsettledPayment payment, AgentLimits limits) {
        Optional<SettleResponse> receipt;
        HttpHeaders headers = answer.headers();
        try {
            receipt = Challenge.single(headers, PaymentHeader.PAYMENT_RESPONSE)
                    .map(value -> PaymentHeader.decode(value, limits.challengeCharsMax()))
                    .map(SettleResponse::fromJson);
        } catch (MalformedException e) {
            return new Unknown(PendingCause.NO_RECEIPT);
        }
        return receipt.map(settlement -> ofReceipt(settlement, payment)).orElseGet(() -> ofStatus(answer, limits));
    }

    private static Verdict ofReceipt(SettleResponse settlement, UnsettledPayment payment) {
        if (settlement.success()) {
            return tellsOf(settlement, payment) ? new Settled(settlement) : new Unknown(PendingCause.RECEIPT_MISMATCH);
        }
        String reason = settlement.errorReason().orElse("unnamed");
        if (reason.equals(ErrorReason.SETTLEMENT_PENDING.wire())) {
            return new AskAgain();
        }
        return NONCE_USED.contains(reason)
                ? new Unknown(PendingCause.NONCE_USED)
                : new Rejected(reason, Optional.of(settlement));
    }

    private static boolean tellsOf(SettleResponse settlement, UnsettledPayment payment) {
        PaymentRequirements accepted = payment.accepted();
        String payer = payment.authorization().from().toString();
        return !settlement.transaction().isEmpty()
                && settlement.network().equals(accepted.network())
                && settlement.amount().map(accepted.amount().toString()::equals).orElse(true)
                && settlement.payer().map(payer::equalsIgnoreCase).orElse(true);
    }

    private static Verdict ofStatus(HttpResponse<byte[]> answer, AgentLimits limits) {
        int status = answer.statusCode();
        if (TRANSIENT.contains(status)) {
            return new AskAgain();
        }
        if (status == 402) {
            String reason = errorOfChallenge(answer.headers(), limits).orElse("402");
            return NONCE_USED.contains(reason)
                    ? new Unknown(PendingCause.NONCE_USED)
                    : new Rejected(reason, Optional.empty());
        }
        if (status == 409 && ALREADY_DELIVERED.equals(codeOfProblem(answer))) {
            return new Unknown(PendingCause.ALREADY_DELIVERED);
        }
        // A client error without a receipt is the protocol's "not charged"; any other answer should have brought one.
        return status >= 400 && status < 500
                ? new Rejected(Integer.toString(status), Optional.empty())
                : new Unknown(PendingCause.NO_RECEIPT);
    }

    private static String codeOfProblem(HttpResponse<byte[]> answer) {
        try {
            return JsonObject.parse(answer.body()).optionalText("code").orElse("");
        } catch (MalformedException e) {
            return "";
        }
    }

    private static Optional<String> errorOfChallenge(HttpHeaders headers, AgentLimits limits) {
        try {
            return Challenge.read(headers, limits.challengeCharsMax()).error();
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }
}
