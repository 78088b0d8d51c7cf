package dev.quittance.gateway;

import dev.quittance.gateway.challenge.PricedRequest;
import dev.quittance.gateway.delivery.PaidAnswer.Header;
import dev.quittance.gateway.payment.Work;
import dev.quittance.gateway.proxy.Delivery;
import dev.quittance.gateway.proxy.FlowingAnswer;
import dev.quittance.gateway.proxy.PaidRequest;
import dev.quittance.gateway.proxy.PricedBody;
import dev.quittance.gateway.proxy.Upstream;
import dev.quittance.gateway.proxy.UpstreamAnswer;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;

/** One request's way to the upstream, for a virtual thread that waits while the event loop works. */
record UpstreamWork(
        Upstream upstream,
        Context loop,
        HttpServerRequest request,
        PricedRequest priced,
        PricedBody body,
        long keptBytesMax,
        Timer asking)
        implements Work {

    @Override
    public UpstreamAnswer ask(UUID paymentId) throws InterruptedException {
        var sample = Timer.start();
        try {
            return await(upstream.ask(
                    loop, request, priced.target(), new PaidRequest(paymentId, body, priced.route(), keptBytesMax)));
        } finally {
            sample.stop(asking);
        }
    }

    @Override
    public Delivery send(FlowingAnswer answer, List<Header> headers) throws InterruptedException {
        return await(answer.sendTo(request.response(), headers));
    }

    /** Both futures end by limits of their own, and never fail but for a fault of ours. */
    private static <T> T await(Future<T> future) throws InterruptedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the upstream could not be asked", e);
        }
    }
}
