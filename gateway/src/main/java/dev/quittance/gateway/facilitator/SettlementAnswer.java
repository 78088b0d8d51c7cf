package dev.quittance.gateway.facilitator;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.PaymentRequirements;
import dev.quittance.protocol.x402.SettleResponse;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads a facilitator's answer to {@code POST /settle}. A facilitator may be anybody's: what it says is believed only as far
 * as it fits the question, and an answer that does not fit leaves the outcome open.
 */
final class SettlementAnswer {
    /** What is passed on in PAYMENT-RESPONSE must fit a response header, in characters. */
    private static final int HEADER_CHARS_MAX = 4096;

    private static final Pattern TRANSACTION = Pattern.compile("0x[0-9a-fA-F]{64}");
    private static final Pattern REASON = Pattern.compile("[a-z0-9_]{1,96}");

    private SettlementAnswer() {}

    static Reply read(int status, byte[] body, FacilitatorRequest asked) {
        if (isNoAnswer(status)) {
            return isPending(body)
                    ? Reply.answered(pending(asked, Optional.empty()))
                    : Reply.failed("the facilitator answered " + status);
        }
        SettleResponse answer;
        try {
            answer = SettleResponse.fromJson(JsonObject.parse(body));
        } catch (MalformedException e) {
            return Reply.failed("the facilitator's answer is no settle response");
        }
        if (answer.success()) {
            return settled(status, answer, asked);
        }
        String reason = answer.errorReason().orElse("");
        boolean open = reason.equals(ErrorReason.SETTLEMENT_PENDING.wire())
                || reason.equals(ErrorReason.UNEXPECTED_SETTLE_ERROR.wire());
        if (open) {
            return Reply.answered(pending(asked, Optional.of(answer.transaction())));
        }
        if (!isReason(reason)) {
            return Reply.failed("the facilitator refused without a reason");
        }
        return Reply.answered(new Settlement.Refused(SettleResponse.refused(
                reason,
                Optional.empty(),
                answer.payer(),
                transaction(answer.transaction()),
                asked.paymentRequirements().network())));
    }

    /** Whether a status says that the question was not answered, whatever came with it. */
    static boolean isNoAnswer(int status) {
        return status >= 500 || status == 401 || status == 403 || status == 404 || status == 429;
    }

    static boolean isReason(String text) {
        return REASON.matcher(text).matches();
    }

    static Settlement.Pending pending(FacilitatorRequest asked, Optional<String> transaction) {
        return Settlement.Pending.of(
                transaction.map(SettlementAnswer::transaction).orElse(""),
                asked.paymentRequirements().network());
    }

    private static Reply settled(int status, SettleResponse answer, FacilitatorRequest asked) {
        var offer = asked.paymentRequirements();
        boolean fits = status == 200
                && answer.network().equals(offer.network())
                && TRANSACTION.matcher(answer.transaction()).matches()
                && answer.amount().map(offer.amount().toString()::equals).orElse(true)
                && answer.payer()
                        .map(payer -> VerificationAnswer.isPayer(payer, asked))
                        .orElse(true);
        if (!fits) {
            return Reply.lied("the facilitator's success does not fit what it was asked");
        }
        boolean fitsHeader = PaymentHeader.encode(answer.toJson()).length() <= HEADER_CHARS_MAX;
        return Reply.answered(new Settlement.Settled(fitsHeader ? withoutError(answer) : shortened(answer, offer)));
    }

    private static SettleResponse withoutError(SettleResponse answer) {
        return new SettleResponse(
                true,
                Optional.empty(),
                Optional.empty(),
                answer.payer(),
                answer.transaction(),
                answer.network(),
                answer.amount(),
                answer.extensions(),
                answer.extra());
    }

    private static SettleResponse shortened(SettleResponse answer, PaymentRequirements offer) {
        return SettleResponse.settled(
                answer.payer().orElse(""),
                answer.transaction(),
                answer.network(),
                offer.amount().toString());
    }

    private static boolean isPending(byte[] body) {
        try {
            return JsonObject.parse(body)
                    .optionalText("errorReason")
                    .filter(ErrorReason.SETTLEMENT_PENDING.wire()::equals)
                    .isPresent();
        } catch (MalformedException e) {
            return false;
        }
    }

    private static String transaction(String text) {
        return TRANSACTION.matcher(text).matches() ? text : "";
    }
}
