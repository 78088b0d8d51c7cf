package dev.quittance.devstack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How the local chain runs.
 *
 * @param port of its JSON-RPC over HTTP on 127.0.0.1; 0 picks a free one
 * @param blockTime a block each so often; empty mines each transaction at once
 * @param epochSlots the safe block is this many behind the head, the finalized block twice as many; at least 1
 * @param folder for the state; empty keeps nothing
 * @param log appended to; empty puts it into the folder
 * @param saveInterval how often the state is looked at and, when it changed, written to the folder
 */
public record ChainOptions(
        int port,
        Optional<Duration> blockTime,
        int epochSlots,
        Optional<Path> folder,
        Optional<Path> log,
        Duration saveInterval) {
    private static final Duration SAVE_INTERVAL = Duration.ofSeconds(2);

    /** A free port, a block for each transaction, nothing kept: for tests. */
    public static ChainOptions temporary() {
        return new ChainOptions(0, Optional.empty(), 1, Optional.empty(), Optional.empty(), SAVE_INTERVAL);
    }

    /** Blocks at an interval, nothing kept. */
    public static ChainOptions passing(int port, Duration blockTime, int epochSlots, Path log) {
        return new ChainOptions(
                port, Optional.of(blockTime), epochSlots, Optional.empty(), Optional.of(log), SAVE_INTERVAL);
    }

    /** State in a folder, loaded again at the next start. */
    public static ChainOptions persistent(int port, Duration blockTime, int epochSlots, Path folder, Path log) {
        return new ChainOptions(
                port, Optional.of(blockTime), epochSlots, Optional.of(folder), Optional.of(log), SAVE_INTERVAL);
    }
}
