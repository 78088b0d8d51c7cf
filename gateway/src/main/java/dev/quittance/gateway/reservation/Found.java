package dev.quittance.gateway.reservation;

import java.util.Optional;

/** A reservation and, if one is kept, its answer. */
public record Found(Reservation reservation, Optional<SealedAnswer> answer) {}
