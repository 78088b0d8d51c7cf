package dev.quittance.bench;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.time.Duration;
import java.util.Optional;

/**
 * A payment that was sent, and what came back.
 *
 * @param status HTTP status; 0 when no answer came
 * @param begin {@link System#nanoTime} at its sending
 * @param end {@link System#nanoTime} at the end of its answer
 */
record Answered(SignedPayment payment, int status, String body, long begin, long end) {
    Duration latency() {
        return Duration.ofNanos(end - begin);
    }

    /** Whether the member of the answer is true; false also when there is no readable answer. */
    boolean says(String member) {
        return json().filter(answer -> answer.has(member) && answer.bool(member))
                .isPresent();
    }

    Optional<String> text(String member) {
        return json().flatMap(answer -> answer.optionalText(member));
    }

    /** The status and the reason that the answer gives, for counting. */
    String refusal() {
        String reason = text("errorReason")
                .or(() -> text("invalidReason"))
                .orElseGet(() -> body.substring(0, Math.min(body.length(), 60)));
        return status + " " + reason;
    }

    private Optional<JsonObject> json() {
        try {
            return status == 0 ? Optional.empty() : Optional.of(JsonObject.parse(body));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }
}
