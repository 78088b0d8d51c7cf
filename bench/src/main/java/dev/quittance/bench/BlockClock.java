package dev.quittance.bench;

import dev.quittance.evm.rpc.EvmNode;
import dev.quittance.evm.rpc.RpcException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Notes when each block came, to a few milliseconds, so that waiting for blocks can be told from waiting for services. */
final class BlockClock implements AutoCloseable {
    private static final long POLL_MILLIS = 5;

    private final EvmNode node;
    private final ConcurrentSkipListMap<Long, Long> arrivals = new ConcurrentSkipListMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    BlockClock(EvmNode node) {
        this.node = node;
        Thread.ofVirtual().start(this::watch);
    }

    /** {@link System#nanoTime} at which the newest block up to {@code end} came. */
    long lastBlockBefore(long end) {
        return arrivals.values().stream()
                .filter(arrival -> arrival - end <= 0)
                .max(Long::compare)
                .orElse(end);
    }

    private void watch() {
        long height = -1;
        try {
            while (!closing.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                long newest = node.blockNumber();
                if (newest != height) {
                    arrivals.put(newest, System.nanoTime());
                    height = newest;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RpcException e) {
            System.getLogger(BlockClock.class.getName()).log(System.Logger.Level.WARNING, "no more block times", e);
        }
    }

    @Override
    public void close() {
        closing.countDown();
    }
}
