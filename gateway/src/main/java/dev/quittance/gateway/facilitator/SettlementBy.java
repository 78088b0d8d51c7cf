package dev.quittance.gateway.facilitator;

/**
 * What is known of a settlement, and from whom.
 *
 * @param facilitator name of the one that said so, or that cannot be reached
 */
public record SettlementBy(String facilitator, Settlement settlement) {}
