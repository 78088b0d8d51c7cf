package dev.quittance.gateway.payment;

import dev.quittance.gateway.delivery.PaidAnswer.Header;
import dev.quittance.gateway.proxy.Delivery;
import dev.quittance.gateway.proxy.FlowingAnswer;
import dev.quittance.gateway.proxy.UpstreamAnswer;
import java.util.List;
import java.util.UUID;

/** The upstream, as one paid request asks it. */
public interface Work {

    /** Asks, and waits for the answer or its beginning. */
    UpstreamAnswer ask(UUID paymentId) throws InterruptedException;

    /** Lets an answer that has begun flow to the client, and waits for its end. */
    Delivery send(FlowingAnswer answer, List<Header> headers) throws InterruptedException;
}
