package dev.quittance.gateway.reservation;

/** Another process took the reservation over, because this one was silent for too long. */
public final class LeaseLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LeaseLostException(Lease lease) {
        super("the lease of payment " + lease.paymentId() + " was taken over");
    }
}
