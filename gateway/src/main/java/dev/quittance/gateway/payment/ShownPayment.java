package dev.quittance.gateway.payment;

import dev.quittance.protocol.x402.PaymentHeader;
import io.vertx.core.MultiMap;
import java.util.List;

/** Which payment headers a request shows. */
public sealed interface ShownPayment {

    record None() implements ShownPayment {}

    /** The header of version 2. */
    record Current(String headerValue) implements ShownPayment {
        @Override
        public String toString() {
            return "Current[]";
        }
    }

    /** The header of version 1. */
    record Old(String headerValue) implements ShownPayment {
        @Override
        public String toString() {
            return "Old[]";
        }
    }

    /** More than one: which of them counts would be a guess. */
    record Several() implements ShownPayment {}

    /** What the headers of a request show. */
    static ShownPayment of(MultiMap headers) {
        var current = headers.getAll(PaymentHeader.PAYMENT_SIGNATURE.headerName());
        var old = headers.getAll(PaymentHeader.X_PAYMENT.headerName());
        if (current.size() + old.size() > 1 || isJoined(current) || isJoined(old)) {
            return new Several();
        }
        if (!current.isEmpty()) {
            return new Current(current.getFirst());
        }
        return old.isEmpty() ? new None() : new Old(old.getFirst());
    }

    /** Intermediaries join doubled headers with a comma, which base64 does not have. */
    private static boolean isJoined(List<String> values) {
        return !values.isEmpty() && values.getFirst().indexOf(',') >= 0;
    }
}
