package dev.quittance.gateway.payment;

import dev.quittance.gateway.reservation.Terms;
import dev.quittance.gateway.route.Meter;
import java.util.Optional;

/**
 * A paid request on its way.
 *
 * @param terms how the route handles it, if it starts now
 * @param hindrance why it must not start now; what has started goes on all the same
 * @param meter where the answer says what it costs; where absent it costs what was quoted
 * @param onWait called when it begins to wait for an identical one instead of being worked on; maybe several times
 * @param statusUrl address below which payments show their status
 */
public record Purchase(
        PaymentAttempt.Fits attempt,
        Terms terms,
        Optional<Code> hindrance,
        String statusUrl,
        Work work,
        Optional<Meter> meter,
        Runnable onWait) {}
