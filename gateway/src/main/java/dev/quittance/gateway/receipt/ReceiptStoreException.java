package dev.quittance.gateway.receipt;

/** The database did not answer, or refused; what was asked of it may or may not have happened. */
public final class ReceiptStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReceiptStoreException(Throwable cause) {
        super("the receipt store is not available", cause);
    }
}
