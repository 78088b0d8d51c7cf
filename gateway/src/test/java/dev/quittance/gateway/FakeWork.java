package dev.quittance.gateway;

import dev.quittance.gateway.delivery.PaidAnswer;
import dev.quittance.gateway.delivery.PaidAnswer.Header;
import dev.quittance.gateway.payment.Work;
import dev.quittance.gateway.proxy.Delivery;
import dev.quittance.gateway.proxy.FlowingAnswer;
import dev.quittance.gateway.proxy.UpstreamAnswer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** An upstream that counts: no two of its answers are the same. */
final class FakeWork implements Work {
    private final List<UUID> asked = new CopyOnWriteArrayList<>();
    private volatile boolean fixed;
    private volatile boolean dying;
    private volatile UpstreamAnswer answer = new UpstreamAnswer.BodyRefused();

    /** The payments it was asked for. */
    List<UUID> asked() {
        return List.copyOf(asked);
    }

    void answers(UpstreamAnswer next) {
        answer = next;
        fixed = true;
    }

    /** Ends the thread that asks, as the death of its process would. */
    void dies() {
        dying = true;
    }

    @Override
    public UpstreamAnswer ask(UUID paymentId) {
        asked.add(paymentId);
        if (dying) {
            throw new IllegalStateException("died");
        }
        byte[] body = ("answer " + asked.size()).getBytes(StandardCharsets.UTF_8);
        return fixed
                ? answer
                : new UpstreamAnswer.Whole(
                        new PaidAnswer(200, List.of(new Header("Content-Type", "text/plain")), body));
    }

    @Override
    public Delivery send(FlowingAnswer flow, List<Header> headers) {
        throw new UnsupportedOperationException("nothing flows here");
    }
}
