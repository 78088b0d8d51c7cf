package dev.quittance.agent;

import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.net.http.HttpRequest;

/** One signed payment together with the one request that it pays for. It can be sent again; it never prints its signature. */
public final class UnsettledPayment {
    private final HttpRequest request;
    private final PaymentRequirements accepted;
    private final TransferAuthorization authorization;

    UnsettledPayment(HttpRequest request, PaymentRequirements accepted, TransferAuthorization authorization) {
        this.request = request;
        this.accepted = accepted;
        this.authorization = authorization;
    }

    HttpRequest request() {
        return request;
    }

    public PaymentRequirements accepted() {
        return accepted;
    }

    /** Holds the nonce, by which the payment is found on chain. */
    public TransferAuthorization authorization() {
        return authorization;
    }

    @Override
    public String toString() {
        return "UnsettledPayment[network=" + accepted.network() + ", nonce=" + authorization.nonce() + "]";
    }
}
