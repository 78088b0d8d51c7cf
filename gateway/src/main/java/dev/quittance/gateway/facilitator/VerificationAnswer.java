package dev.quittance.gateway.facilitator;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.protocol.x402.VerifyResponse;

/** Reads a facilitator's answer to {@code POST /verify}, with the same suspicion as {@link SettlementAnswer}. */
final class VerificationAnswer {
    private VerificationAnswer() {}

    static Verification read(int status, byte[] body, FacilitatorRequest asked) {
        if (SettlementAnswer.isNoAnswer(status)) {
            return new Verification.Unavailable("the facilitator answered " + status);
        }
        VerifyResponse answer;
        try {
            answer = VerifyResponse.fromJson(JsonObject.parse(body));
        } catch (MalformedException e) {
            return new Verification.Unavailable("the facilitator's answer is no verify response");
        }
        if (answer.isValid()) {
            return status == 200
                            && answer.payer().map(said -> isPayer(said, asked)).orElse(true)
                    ? new Verification.Valid(PayerOf.request(asked).toString())
                    : new Verification.Unavailable("the facilitator's approval does not fit what it was asked");
        }
        String reason = answer.invalidReason().orElse("");
        if (reason.equals(ErrorReason.UNEXPECTED_VERIFY_ERROR.wire()) || !SettlementAnswer.isReason(reason)) {
            return new Verification.Unavailable("the facilitator refused without a reason");
        }
        return new Verification.Invalid(reason);
    }

    static boolean isPayer(String said, FacilitatorRequest asked) {
        return said.equalsIgnoreCase(PayerOf.request(asked).toString());
    }
}
