package dev.quittance.facilitator.coalesce;

/** As many questions wait as may, or one has waited for as long as it may. It was not answered; nothing is known of it. */
public final class OverloadedException extends Exception {
    private static final long serialVersionUID = 1L;

    OverloadedException(String message) {
        super(message);
    }
}
