package dev.quittance.agent.cli;

import dev.quittance.agent.PurchaseOutcome;
import java.net.http.HttpResponse;

/** What the command's exit code says about the money. */
enum ExitCode {
    /** Paid or free, and the answer is not an error. */
    ANSWERED(0, "answered, paid or free"),
    /** The server or a file could not be reached; this run sent no payment. */
    UNREACHABLE(1, "the server or the state folder could not be used; nothing was paid by this run"),
    /** The command line is wrong. */
    USAGE(2, "wrong usage"),
    /** Refused before anything was sent that could cost money. */
    REFUSED(3, "refused before paying, for example because the price is too high"),
    /** The payment was sent and its outcome is unknown. */
    PENDING(4, "the payment was sent and its outcome is unknown: run the same command again, do not buy otherwise"),
    /** The server refused the payment. */
    REJECTED(5, "the server refused the payment"),
    /** Paid or free, but the answer is an HTTP error. */
    ERROR_ANSWER(6, "answered with an HTTP error status, paid or free"),
    /** Answered, and the answer could not be written. */
    UNDELIVERED(7, "the answer could not be written: run the same command again, it pays nothing twice");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    int code() {
        return code;
    }

    String meaning() {
        return meaning;
    }

    static ExitCode of(PurchaseOutcome outcome) {
        return switch (outcome) {
            case PurchaseOutcome.Paid(HttpResponse<byte[]> answer, var settlement) -> ofAnswer(answer);
            case PurchaseOutcome.Free(HttpResponse<byte[]> answer) -> ofAnswer(answer);
            case PurchaseOutcome.Refused(var refusal) -> refusal.signed() ? REJECTED : REFUSED;
            case PurchaseOutcome.Pending pending -> PENDING;
        };
    }

    private static ExitCode ofAnswer(HttpResponse<byte[]> answer) {
        return answer.statusCode() < 400 ? ANSWERED : ERROR_ANSWER;
    }
}
