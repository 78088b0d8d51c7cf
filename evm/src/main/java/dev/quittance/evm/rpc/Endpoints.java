package dev.quittance.evm.rpc;

import dev.quittance.evm.rpc.RpcException.Kind;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Several endpoints of one chain that stand for each other. The first that is fit answers; where it gives no usable answer,
 * the next is asked the same, which is harmless: reads change nothing, and a transaction's bytes are the same everywhere. One
 * that serves another chain, or is too far behind the others, is not asked at all.
 */
public final class Endpoints implements RpcTransport {
    /** What providers answer with status 200 when too much is asked of them. */
    private static final List<Long> THROTTLED = List.of(-32005L, 429L);

    /**
     * Bounds.
     *
     * @param failuresMax unusable answers in a row after which others are preferred for a while
     * @param rest how long
     * @param lagMax blocks by which an endpoint may be behind the furthest
     * @param checkInterval how often heads and chains are compared; only while requests come
     */
    public record Limits(int failuresMax, Duration rest, long lagMax, Duration checkInterval) {
        /** Two failures, five seconds, ten blocks, five seconds. */
        public static final Limits DEFAULT = new Limits(2, Duration.ofSeconds(5), 10, Duration.ofSeconds(5));
    }

    /** What an operator may want to know of an endpoint. */
    public enum Fault {
        /** It gave no usable answer, and another was asked if there is one. */
        UNREACHABLE,
        /** It is too far behind the others. Told at each comparison. */
        STALE,
        /** It serves another chain. Told whenever it is seen. */
        OTHER_CHAIN
    }

    /** Told of each exchange; must not block. */
    @FunctionalInterface
    public interface Observer {
        void exchanged(String origin, Duration took, boolean answered);
    }

    private final List<Endpoint> all;
    private final long chainId;
    private final Limits limits;
    private final InstantSource clock;
    private final Consumer<Fault> faults;
    private final AtomicBoolean checking = new AtomicBoolean();
    private volatile Observer observer = (_, _, _) -> {};
    private volatile Instant nextCheck = Instant.MIN;

    /**
     * Connects to nothing yet.
     *
     * @param http shared between the endpoints; see {@link JsonRpc}
     * @param urls the preferred one first
     * @param chainId the EIP-155 chain that all must serve
     * @param faults told of each; must not block
     */
    public Endpoints(
            HttpClient http,
            List<URI> urls,
            JsonRpc.Limits exchange,
            long chainId,
            Limits limits,
            InstantSource clock,
            Consumer<Fault> faults) {
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("a chain needs at least one RPC endpoint");
        }
        this.all = urls.stream()
                .map(url -> new Endpoint(new JsonRpc(http, url, exchange), chainId, limits, clock, faults))
                .toList();
        this.chainId = chainId;
        this.limits = limits;
        this.clock = clock;
        this.faults = faults;
    }

    /** Endpoints that would be asked now. */
    public int usable() {
        return (int) fit().stream().filter(endpoint -> !endpoint.rests()).count();
    }

    /** Has every exchange from now on told. */
    public void observe(Observer told) {
        observer = told;
    }

    /** The endpoints' addresses without path and credentials. */
    public List<String> origins() {
        return all.stream().map(endpoint -> endpoint.rpc().origin()).distinct().toList();
    }

    /** Whether an endpoint of this address would be asked now. */
    public boolean usable(String origin) {
        return fit().stream().anyMatch(endpoint -> endpoint.rpc().origin().equals(origin) && !endpoint.rests());
    }

    @Override
    public RpcResult call(RpcRequest request) {
        return ask(rpc -> List.of(rpc.call(request)), request.method().equals(Endpoint.CHAIN_ID))
                .getFirst();
    }

    @Override
    public List<RpcResult> batch(List<RpcRequest> requests) {
        return ask(rpc -> rpc.batch(requests), false);
    }

    @Override
    public String origin() {
        return all.stream().map(endpoint -> endpoint.rpc().origin()).collect(Collectors.joining(", "));
    }

    @Override
    public List<RpcTransport> each() {
        List<RpcTransport> fit = fit().stream()
                .filter(endpoint -> !endpoint.rests())
                .<RpcTransport>map(Endpoint::rpc)
                .toList();
        return fit.isEmpty() ? List.of(this) : fit;
    }

    private List<RpcResult> ask(Function<JsonRpc, List<RpcResult>> question, boolean ofChain) {
        checkIfDue();
        Optional<RpcException> failure = Optional.empty();
        Optional<List<RpcResult>> throttled = Optional.empty();
        for (Endpoint endpoint : candidates()) {
            long begun = System.nanoTime();
            boolean usable = false;
            try {
                List<RpcResult> results = question.apply(endpoint.rpc());
                if (ofChain && endpoint.namesOtherChain(results.getFirst())) {
                    endpoint.tripped();
                } else if (results.stream().anyMatch(Endpoints::isThrottled)) {
                    endpoint.failed();
                    throttled = Optional.of(results);
                } else {
                    endpoint.answered();
                    usable = true;
                    return results;
                }
            } catch (RpcException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                endpoint.failed();
                failure = Optional.of(e);
            } finally {
                observer.exchanged(endpoint.rpc().origin(), Duration.ofNanos(System.nanoTime() - begun), usable);
            }
        }
        if (throttled.isPresent()) {
            return throttled.get();
        }
        throw failure.orElseGet(this::noneIsFit);
    }

    private RpcException noneIsFit() {
        boolean otherChain = all.stream().allMatch(endpoint -> endpoint.health().otherChain());
        return otherChain
                ? new RpcException(Kind.WRONG_CHAIN, origin() + " serves another chain than chain " + chainId)
                : new RpcException(Kind.TRANSPORT, "no endpoint is fit to be asked among " + origin());
    }

    /** Those that rest come last: nothing better may be left. */
    private List<Endpoint> candidates() {
        var candidates = new ArrayList<Endpoint>();
        var resting = new ArrayList<Endpoint>();
        for (Endpoint endpoint : fit()) {
            (endpoint.rests() ? resting : candidates).add(endpoint);
        }
        candidates.addAll(resting);
        return candidates;
    }

    private List<Endpoint> fit() {
        long best = best();
        return all.stream()
                .filter(endpoint -> {
                    Health health = endpoint.health();
                    return !health.otherChain() && !health.isBehind(best, limits.lagMax());
                })
                .toList();
    }

    private long best() {
        return all.stream()
                .flatMapToLong(endpoint -> endpoint.health().head().stream())
                .max()
                .orElse(0);
    }

    private static boolean isThrottled(RpcResult result) {
        return result instanceof RpcResult.Failure failure && THROTTLED.contains(failure.code());
    }

    /** One alone has nobody to be compared with; it is looked at only to see whether it serves the right chain again. */
    private void checkIfDue() {
        boolean worthwhile = all.size() > 1 || all.getFirst().health().otherChain();
        Instant now = clock.instant();
        if (worthwhile && !now.isBefore(nextCheck) && checking.compareAndSet(false, true)) {
            nextCheck = now.plus(limits.checkInterval());
            Thread.ofVirtual().name("rpc-endpoints").start(() -> {
                try {
                    check();
                } finally {
                    checking.set(false);
                }
            });
        }
    }

    /** Compares all endpoints now. */
    void check() {
        List<Thread> looking = all.stream()
                .map(endpoint -> Thread.ofVirtual().name("rpc-endpoint").start(endpoint::look))
                .toList();
        try {
            for (Thread each : looking) {
                each.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        long best = best();
        all.stream()
                .filter(endpoint -> endpoint.health().isBehind(best, limits.lagMax()))
                .forEach(_ -> faults.accept(Fault.STALE));
    }
}
