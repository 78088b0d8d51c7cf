package dev.quittance.evm.rpc;

import dev.quittance.evm.rpc.Endpoints.Fault;
import dev.quittance.protocol.MalformedException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** One of several endpoints, and what is known of it. */
final class Endpoint {
    static final String CHAIN_ID = "eth_chainId";

    private final JsonRpc rpc;
    private final long chainId;
    private final Endpoints.Limits limits;
    private final InstantSource clock;
    private final Consumer<Fault> faults;
    private final AtomicReference<Health> health = new AtomicReference<>(Health.UNKNOWN);

    Endpoint(JsonRpc rpc, long chainId, Endpoints.Limits limits, InstantSource clock, Consumer<Fault> faults) {
        this.rpc = rpc;
        this.chainId = chainId;
        this.limits = limits;
        this.clock = clock;
        this.faults = faults;
    }

    JsonRpc rpc() {
        return rpc;
    }

    Health health() {
        return health.get();
    }

    boolean rests() {
        return health().rests(clock.instant());
    }

    void answered() {
        health.updateAndGet(Health::answered);
    }

    void failed() {
        health.updateAndGet(now -> now.failed(clock.instant(), limits));
        faults.accept(Fault.UNREACHABLE);
    }

    void tripped() {
        health.updateAndGet(Health::onOtherChain);
        faults.accept(Fault.OTHER_CHAIN);
    }

    /** Whether an answer to {@link #CHAIN_ID} names another chain; an error names none. */
    boolean namesOtherChain(RpcResult answer) {
        try {
            return answer instanceof RpcResult.Value value && Fields.number(value.value()) != chainId;
        } catch (MalformedException e) {
            return true;
        }
    }

    /** Asks for chain and height. What it answers here ends no rest: small questions may succeed where others fail. */
    void look() {
        try {
            List<RpcResult> answers = rpc.batch(List.of(RpcRequest.of(CHAIN_ID), RpcRequest.of("eth_blockNumber")));
            if (namesOtherChain(answers.getFirst())) {
                tripped();
            } else if (answers.getFirst() instanceof RpcResult.Value
                    && answers.getLast() instanceof RpcResult.Value head) {
                long height = Fields.number(head.value());
                health.updateAndGet(now -> now.seenAt(height));
            } else {
                failed();
            }
        } catch (RpcException | MalformedException e) {
            failed();
        }
    }
}
