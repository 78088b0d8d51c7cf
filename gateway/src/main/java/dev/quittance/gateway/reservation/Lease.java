package dev.quittance.gateway.reservation;

import java.util.UUID;

/**
 * The right to work on a reservation.
 *
 * @param fence grows with each holder; whoever acts under an older one is refused by the database
 */
public record Lease(UUID paymentId, long fence) {}
