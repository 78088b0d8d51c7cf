package dev.quittance.worker.chain;

import dev.quittance.evm.rpc.Block;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The newest block that was worked through. Empty until the node has answered for the first time. */
public final class Head {
    private final AtomicReference<Optional<Block>> block = new AtomicReference<>(Optional.empty());

    private volatile long movedAt = System.nanoTime();

    public Optional<Block> block() {
        return block.get();
    }

    /** How long ago the newest block was worked through. */
    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - movedAt);
    }

    /** Moves on to a newer block. */
    public void set(Block newest) {
        movedAt = System.nanoTime();
        block.set(Optional.of(newest));
    }
}
