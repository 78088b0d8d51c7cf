package dev.quittance.gateway.pricing;

/** Nobody could say what a request costs. */
public final class PricingUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PricingUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
