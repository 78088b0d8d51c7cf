package dev.quittance.gateway.reservation;

import dev.quittance.events.Event;
import dev.quittance.gateway.database.Also;
import java.util.Optional;

/**
 * How the upstream's work ended, all of which is noted at once or not at all.
 *
 * @param upstreamStatus what the upstream, or the gateway in its place, answered; empty when nothing came
 * @param answer what is kept to be given again
 * @param announcement the delivery event
 * @param also what else belongs to it
 */
public record Ending(
        ReservationState.Event event,
        Optional<Integer> upstreamStatus,
        Optional<SealedAnswer> answer,
        Optional<Event> announcement,
        Also also) {}
