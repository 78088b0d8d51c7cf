package dev.quittance.gateway.payment;

import dev.quittance.protocol.x402.PaymentHeader;
import io.vertx.core.MultiMap;

/** Which payment headers a request shows. */
public sealed interface ShownPayment {

    record None() implements ShownPayment {}

    record One(String headerValue) implements ShownPayment {
        @Override
        public String toString() {
            return "One[]";
        }
    }

    /** Only the header of version 1, which is not taken. */
    record OldVersion() implements ShownPayment {}

    /** More than one: which of them counts would be a guess. */
    record Several() implements ShownPayment {}

    static ShownPayment of(MultiMap headers) {
        var values = headers.getAll(PaymentHeader.PAYMENT_SIGNATURE.headerName());
        boolean old = headers.contains("X-PAYMENT");
        if (values.isEmpty()) {
            return old ? new OldVersion() : new None();
        }
        // Intermediaries join doubled headers with a comma, which base64 does not have.
        boolean several = old || values.size() > 1 || values.getFirst().indexOf(',') >= 0;
        return several ? new Several() : new One(values.getFirst());
    }
}
