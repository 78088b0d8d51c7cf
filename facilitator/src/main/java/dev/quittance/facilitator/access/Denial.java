package dev.quittance.facilitator.access;

import dev.quittance.protocol.x402.ErrorReason;

/**
 * Why a client does not get what it asked for; nothing was reserved.
 *
 * @param message for people; never repeats what the client sent
 */
public record Denial(ErrorReason reason, String message) {}
