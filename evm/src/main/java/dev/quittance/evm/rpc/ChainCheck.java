package dev.quittance.evm.rpc;

import dev.quittance.evm.rpc.RpcException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What is wrong with a chain as its endpoints show it, in one line that says what to do.
 *
 * @param chain its CAIP-2 name
 * @param setting where its endpoints are configured
 */
public record ChainCheck(EvmNode node, String chain, String setting) {

    /** Whether an endpoint of the right chain answers. */
    public Optional<String> fault() {
        try {
            node.blockNumber();
            return Optional.empty();
        } catch (RpcException e) {
            return Optional.of(
                    e.kind() == Kind.WRONG_CHAIN
                            ? "the endpoints serve another chain than " + chain + "; correct " + setting
                            : "no endpoint of " + chain + " gives a usable answer; start a node, or correct "
                                    + setting);
        }
    }

    /** Whether the newest block's time lies ahead of the clock, as it does when the clock is behind. */
    public Optional<String> clockFault(InstantSource clock, Duration max) {
        try {
            return node.block(BlockRef.Tag.LATEST)
                    .map(block -> Duration.between(clock.instant(), Instant.ofEpochSecond(block.timestamp())))
                    .filter(ahead -> ahead.compareTo(max) > 0)
                    .map(ahead -> "the newest block of " + chain + " is ahead of this machine's clock by more than "
                            + max.toSeconds() + " s; synchronise the clock with NTP");
        } catch (RpcException e) {
            // That no endpoint answers is the other check's word.
            return Optional.empty();
        }
    }
}
