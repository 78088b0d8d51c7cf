package dev.quittance.gateway.reservation;

import dev.quittance.events.Event;
import dev.quittance.gateway.database.Also;
import dev.quittance.gateway.route.Level;
import dev.quittance.protocol.x402.SettleResponse;
import java.util.Optional;
import java.util.UUID;

/**
 * What is noted when the money moved.
 *
 * @param facilitator who said so
 * @param facilitatorPaymentId what it calls the payment, if it is ours
 * @param level how firmly it stands
 * @param answer the withheld answer with the proof of payment, in the authorization flow
 * @param announcement the delivery event, when this ends the delivery
 * @param also what else belongs to it
 */
public record Settled(
        SettleResponse response,
        String facilitator,
        Optional<UUID> facilitatorPaymentId,
        Level level,
        Optional<SealedAnswer> answer,
        Optional<Event> announcement,
        Also also) {}
