package dev.quittance.gateway.facilitator;

import dev.quittance.gateway.facilitator.Reply.Conduct;
import dev.quittance.gateway.route.Level;
import dev.quittance.protocol.x402.FacilitatorRequest;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The facilitators that this gateway asks. Whatever one of them answers, or fails to, nothing is believed that could serve for
 * free or charge twice: a doubtful success and a doubtful refusal are both open outcomes.
 */
public final class Facilitators implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Facilitators.class);
    /** With less than this left of a call, nobody else is asked in it. */
    private static final Duration LEFT_MIN = Duration.ofSeconds(1);

    private record Candidate(Facilitator facilitator, Circuit circuit, Counter lies) {
        String name() {
            return facilitator.name();
        }
    }

    private final List<Candidate> all;
    private final ChainProofs proofs;
    private final Judge judge;
    private final Duration failoverAfter;
    private final InstantSource clock;

    private Facilitators(List<Candidate> all, FacilitatorsConfig config, InstantSource clock) {
        this.all = all;
        this.proofs = new ChainProofs(config.chains(), config.proof());
        this.judge = new Judge(proofs);
        this.failoverAfter = config.failoverAfter();
        this.clock = clock;
    }

    /**
     * Reads the tokens and makes the clients; nothing is sent.
     *
     * @throws ConfigurationException when a token file cannot be read or is empty
     * @throws IllegalArgumentException when none is configured, or two have the same name
     */
    public static Facilitators of(Vertx vertx, FacilitatorsConfig config, InstantSource clock, MeterRegistry metrics) {
        if (config.facilitators().isEmpty()) {
            throw new IllegalArgumentException("quittance.gateway.facilitators names none");
        }
        var all = new ArrayList<Candidate>();
        for (var one : config.facilitators()) {
            if (all.stream().anyMatch(other -> other.name().equals(one.name()))) {
                throw new IllegalArgumentException("two facilitators are called " + one.name());
            }
            var circuit = new Circuit(config.circuit(), clock);
            Gauge.builder("quittance.gateway.facilitator.circuit.open", circuit, each -> each.isOpen() ? 1 : 0)
                    .tag("facilitator", one.name())
                    .strongReference(true)
                    .register(metrics);
            var lies = metrics.counter("quittance.gateway.facilitator.lies", "facilitator", one.name());
            all.add(new Candidate(Facilitator.of(vertx, one, metrics), circuit, lies));
        }
        return new Facilitators(List.copyOf(all), config, clock);
    }

    /**
     * The networks among those given where settlements cannot be proved although a facilitator needs it: payments there would
     * stay open for ever.
     */
    public List<String> unproved(List<String> networks) {
        boolean needed = all.stream().anyMatch(each -> !each.facilitator().trusted());
        return needed
                ? networks.stream()
                        .distinct()
                        .filter(network -> !proofs.covers(network))
                        .toList()
                : List.of();
    }

    /** Whether nothing that a facilitator says of a settlement needs a proof on chain, now or later. */
    public boolean areAllBelieved() {
        return all.stream()
                .allMatch(each ->
                        each.facilitator().trusted() && each.facilitator().remembers());
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
        List<Candidate> candidates = candidates(askedBefore);
        long deadline = System.nanoTime()
                + candidates.getFirst().facilitator().settleTimeout().toNanos();
        var last = new SettlementBy(
                candidates.getFirst().name(), new Settlement.Unavailable("the facilitator rests after failures"));
        boolean asked = false;
        for (Candidate each : candidates) {
            var left = Duration.ofNanos(deadline - System.nanoTime());
            if (asked && left.compareTo(LEFT_MIN) < 0) {
                break;
            }
            if (!each.circuit().lets()) {
                continue;
            }
            if (askedBefore.isEmpty()) {
                note(each, beforeAsking);
            }
            Reply reply = ask(each, request, left, askedBefore);
            asked = true;
            last = new SettlementBy(each.name(), reply.settlement());
            boolean known = reply.settlement() instanceof Settlement.Settled
                    || reply.settlement() instanceof Settlement.Refused;
            if (known || (askedBefore.isEmpty() && reply.conduct() != Conduct.UNREACHED)) {
                return last;
            }
        }
        return last;
    }

    /** Whether one of them does not rest after failures. */
    public boolean canBeAsked() {
        return all.stream().anyMatch(each -> !each.circuit().isOpen());
    }

    /** Whether the facilitator of this name repeats its answer to the same authorization. */
    public boolean remembers(String name) {
        return all.stream()
                .anyMatch(each -> each.name().equals(name) && each.facilitator().remembers());
    }

    /** Asks whether a settlement would succeed now. */
    public Verification verify(FacilitatorRequest request) throws InterruptedException {
        Verification last = new Verification.Unavailable("every facilitator rests after failures");
        for (Candidate each : all) {
            if (!each.circuit().lets()) {
                continue;
            }
            boolean told = false;
            try {
                last = each.facilitator().verify(request);
                boolean failed = last instanceof Verification.Unavailable;
                each.circuit().told(failed);
                told = true;
                if (!failed) {
                    return last;
                }
            } finally {
                if (!told) {
                    each.circuit().givenUp();
                }
            }
        }
        return last;
    }

    /**
     * How firmly a settled payment stands, by the word of the facilitator that settled it.
     *
     * @return empty when it cannot say, is not trusted, or when the payment stands on its chain no more
     */
    public Optional<Level> status(String name, UUID facilitatorPaymentId) throws InterruptedException {
        for (Candidate each : all) {
            if (each.name().equals(name) && each.facilitator().trusted()) {
                return each.facilitator().status(facilitatorPaymentId);
            }
        }
        return Optional.empty();
    }

    /** Whom to ask, in order: the one that was asked before, alone as long as the outcome may still come from it. */
    private List<Candidate> candidates(Optional<Asked> askedBefore) {
        if (askedBefore.isEmpty()) {
            return all;
        }
        String name = askedBefore.get().facilitator();
        var ordered = new ArrayList<Candidate>();
        all.stream().filter(each -> each.name().equals(name)).forEach(ordered::add);
        if (ordered.isEmpty() || isOverdue(askedBefore.get())) {
            all.stream().filter(each -> !each.name().equals(name)).forEach(ordered::add);
        }
        return ordered;
    }

    private boolean isOverdue(Asked asked) {
        return !clock.instant().isBefore(asked.since().plus(failoverAfter));
    }

    private static void note(Candidate each, Consumer<String> beforeAsking) {
        boolean noted = false;
        try {
            beforeAsking.accept(each.name());
            noted = true;
        } finally {
            if (!noted) {
                each.circuit().givenUp();
            }
        }
    }

    private Reply ask(Candidate each, FacilitatorRequest request, Duration left, Optional<Asked> askedBefore)
            throws InterruptedException {
        boolean told = false;
        try {
            Reply reply = judge.judge(
                    request,
                    each.facilitator().settle(request, left),
                    each.facilitator().trusted(),
                    askedBefore.map(asked -> knowsAll(each, asked)).orElse(true),
                    askedBefore.map(Asked::since));
            each.circuit().told(reply.conduct() != Conduct.ANSWERED);
            told = true;
            if (reply.conduct() == Conduct.LIED) {
                each.lies().increment();
                LOG.errorf("Facilitator %s is contradicted by the chain or by its question", each.name());
            }
            return reply;
        } finally {
            if (!told) {
                each.circuit().givenUp();
            }
        }
    }

    /** Whether nobody else can have been asked, and this one would know what it was asked. */
    private boolean knowsAll(Candidate each, Asked asked) {
        return each.facilitator().remembers()
                && each.name().equals(asked.facilitator())
                && (all.size() == 1 || !isOverdue(asked));
    }

    @Override
    public void close() {
        all.forEach(each -> each.facilitator().close());
        proofs.close();
    }
}
