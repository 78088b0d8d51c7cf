package dev.quittance.gateway.route;

/** Whether a payment carries an id of its client's own (extension {@code payment-identifier}). */
public enum IdentifierRule {
    REQUIRED,
    OPTIONAL
}
