package dev.quittance.gateway.facilitator;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.protocol.x402.PaymentHeader;
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

    static Settlement read(int status, byte[] body, FacilitatorRequest asked) {
        if (isNoAnswer(status)) {
            return isPending(body)
                    ? pending(asked, Optional.empty())
                    : new Settlement.Unavailable("the facilitator answered " + status);
        }
        SettleResponse answer;
        try {
            answer = SettleResponse.fromJson(JsonObject.parse(body));
        } catch (MalformedException e) {
            return new Settlement.Unavailable("the facilitator's answer is no settle response");
        }
        if (answer.success()) {
            return settled(status, answer, asked);
        }
        String reason = answer.errorReason().orElse("");
        boolean open = reason.equals(ErrorReason.SETTLEMENT_PENDING.wire())
                || reason.equals(ErrorReason.UNEXPECTED_SETTLE_ERROR.wire());
        if (open) {
            return pending(asked, Optional.of(answer.transaction()));
        }
        if (!isReason(reason)) {
            return new Settlement.Unavailable("the facilitator refused without a reason");
        }
        return new Settlement.Refused(SettleResponse.refused(
                reason,
                Optional.empty(),
                answer.payer(),
                transaction(answer.transaction()),
                asked.paymentRequirements().network()));
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

    private static Settlement settled(int status, SettleResponse answer, FacilitatorRequest asked) {
        var offer = asked.paymentRequirements();
        boolean fits = status == 200
                && answer.network().equals(offer.network())
                && TRANSACTION.matcher(answer.transaction()).matches()
                && answer.amount().map(offer.amount().toString()::equals).orElse(true);
        if (!fits) {
            return new Settlement.Unavailable("the facilitator's success does not fit what it was asked");
        }
        var full = new SettleResponse(
                true,
                Optional.empty(),
                Optional.empty(),
                answer.payer(),
                answer.transaction(),
                answer.network(),
                answer.amount(),
                answer.extensions(),
                answer.extra());
        boolean fitsHeader = PaymentHeader.encode(full.toJson()).length() <= HEADER_CHARS_MAX;
        return new Settlement.Settled(
                fitsHeader
                        ? full
                        : SettleResponse.settled(
                                answer.payer()
                                        .filter(payer -> payer.length() <= 64)
                                        .orElse(""),
                                answer.transaction(),
                                answer.network(),
                                offer.amount().toString()));
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
