package dev.quittance.worker.head;

import dev.quittance.evm.rpc.Block;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The newest block that was worked through. Empty until the node has answered for the first time. */
public final class Head {
    private final AtomicReference<Optional<Block>> block = new AtomicReference<>(Optional.empty());

    public Optional<Block> block() {
        return block.get();
    }

    void set(Block newest) {
        block.set(Optional.of(newest));
    }
}
