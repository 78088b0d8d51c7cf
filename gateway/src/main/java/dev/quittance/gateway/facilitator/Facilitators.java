package dev.quittance.gateway.facilitator;

import dev.quittance.gateway.route.Level;
import dev.quittance.protocol.x402.FacilitatorRequest;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The facilitators that this gateway asks. Whatever one of them answers, or fails to, nothing is believed that could serve for
 * free or charge twice: a doubtful success and a doubtful refusal are both open outcomes.
 */
public final class Facilitators implements AutoCloseable {
    private static final String ONLY = "default";

    private final Facilitator facilitator;

    private Facilitators(Facilitator facilitator) {
        this.facilitator = facilitator;
    }

    /**
     * Reads the token and makes the client; nothing is sent.
     *
     * @throws IOException when the token file cannot be read
     */
    public static Facilitators of(FacilitatorConfig config) throws IOException {
        return new Facilitators(Facilitator.of(config));
    }

    /**
     * Asks for settlement and waits. A refusal that comes back is proof enough to free the payment: one that proves nothing,
     * because the facilitator forgets or another was asked before, comes back as an open outcome.
     *
     * @param askedBefore the facilitator that an earlier call noted, if there was one
     * @param beforeAsking called with a facilitator's name before it is asked, when it is the first that may settle this
     *     payment: the name has to be stored, in place of one noted earlier in the same call, before the call returns. What it
     *     throws ends the call before anything is sent
     */
    public SettlementBy settle(FacilitatorRequest request, Optional<Asked> askedBefore, Consumer<String> beforeAsking)
            throws InterruptedException {
        if (askedBefore.isEmpty()) {
            beforeAsking.accept(ONLY);
        }
        Settlement settlement = facilitator.settle(request);
        if (settlement instanceof Settlement.Refused(var response)
                && askedBefore.isPresent()
                && !facilitator.remembers()) {
            // It may refuse what it settled itself before; a payer told to pay again would pay twice.
            settlement = Settlement.Pending.of(response.transaction(), response.network());
        }
        return new SettlementBy(ONLY, settlement);
    }

    /** Asks whether a settlement would succeed now. */
    public Verification verify(FacilitatorRequest request) throws InterruptedException {
        return facilitator.verify(request);
    }

    /**
     * How firmly a settled payment stands, by the word of the facilitator that settled it.
     *
     * @return empty when it cannot say, or when the payment stands on its chain no more
     */
    public Optional<Level> status(String name, UUID facilitatorPaymentId) throws InterruptedException {
        return name.equals(ONLY) ? facilitator.status(facilitatorPaymentId) : Optional.empty();
    }

    @Override
    public void close() {
        facilitator.close();
    }
}
