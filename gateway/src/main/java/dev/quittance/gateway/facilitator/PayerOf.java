package dev.quittance.gateway.facilitator;

import dev.quittance.gateway.route.Method;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.x402.FacilitatorRequest;

/** Who pays by a request, as its payload says. */
final class PayerOf {
    private PayerOf() {}

    /**
     * The payer's address as it came.
     *
     * @throws MalformedException when the payload names none
     */
    static String request(FacilitatorRequest asked) {
        var payload = asked.paymentPayload().payload();
        String authorization = switch (Method.of(asked.paymentRequirements())) {
            case EIP3009 -> "authorization";
            case PERMIT2 -> "permit2Authorization";
        };
        return payload.object(authorization).text("from");
    }
}
