package dev.quittance.agent;

import java.time.Duration;

/**
 * The bounds of one purchase.
 *
 * @param requestTimeout for one exchange whose request sets none; longer than a settlement takes
 * @param challengeCharsMax longest PAYMENT-REQUIRED or PAYMENT-RESPONSE that is read, in characters
 * @param answerBytesMax longest answer body that is read
 * @param paymentAttemptsMax how often the same payment is sent in all, at least 1
 * @param retryDelay pause before a payment is sent again when the server names none
 * @param retryAfterMax longest pause a server may ask for; when it asks for more the purchase is left pending
 * @param claimWait how long to wait for another run of the same purchase
 * @param lapseMargin how long an authorization must be expired before it counts as beyond being settled
 */
public record AgentLimits(
        Duration requestTimeout,
        int challengeCharsMax,
        int answerBytesMax,
        int paymentAttemptsMax,
        Duration retryDelay,
        Duration retryAfterMax,
        Duration claimWait,
        Duration lapseMargin) {

    public static final AgentLimits DEFAULTS = new AgentLimits(
            Duration.ofSeconds(100),
            64 * 1024,
            8 << 20,
            6,
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(1));
}
