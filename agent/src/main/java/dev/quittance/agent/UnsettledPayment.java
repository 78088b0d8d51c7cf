package dev.quittance.agent;

import dev.quittance.agent.journal.PurchaseRecord;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.net.http.HttpRequest;

/** One signed payment together with the one purchase that it pays for. It can be sent again; it never prints its signature. */
public final class UnsettledPayment {
    private final Purchase purchase;
    private final String header;
    private final PaymentPayload payload;
    private final TransferAuthorization authorization;

    private UnsettledPayment(
            Purchase purchase, String header, PaymentPayload payload, TransferAuthorization authorization) {
        this.purchase = purchase;
        this.header = header;
        this.payload = payload;
        this.authorization = authorization;
    }

    static UnsettledPayment of(Purchase purchase, PurchaseRecord.Sent sent) {
        return new UnsettledPayment(purchase, sent.header(), sent.payload(), sent.authorization());
    }

    Purchase purchase() {
        return purchase;
    }

    /** The purchase's request with the payment. */
    HttpRequest request() {
        return HttpRequest.newBuilder(purchase.request(), (name, value) -> true)
                .header(PaymentHeader.PAYMENT_SIGNATURE.headerName(), header)
                .build();
    }

    public PaymentRequirements accepted() {
        return payload.accepted();
    }

    /** Holds the nonce, by which the payment is found on chain. */
    public TransferAuthorization authorization() {
        return authorization;
    }

    @Override
    public String toString() {
        return "UnsettledPayment[network=" + accepted().network() + ", nonce=" + authorization.nonce() + "]";
    }
}
