package dev.quittance.e2e.chaos;

import dev.quittance.e2e.crash.agent.CrashOrder;
import dev.quittance.e2e.fault.Toxic;
import java.time.Duration;

/** One thing that goes wrong. */
sealed interface Fault {
    /** kill -9 of a service; it is launched again after a while. */
    record Kill(String service, Duration away) implements Fault {}

    /** A service halts at a place of the product, if it passes that in time; it is launched again after a while. */
    record Crash(String service, CrashOrder order, Duration away) implements Fault {}

    /** SIGSTOP, and SIGCONT after a while. */
    record Pause(String service, Duration length) implements Fault {}

    /** A connection misbehaves for a while, in which other things go wrong as well. */
    record Disturb(Link link, Toxic toxic, Duration length) implements Fault {}

    /** kill -9 of the broker; it is started again at once. */
    record KillBroker() implements Fault {}

    /** kill -9 of PostgreSQL; it is started again at once. */
    record KillDatabase() implements Fault {}

    /** The newest blocks and all that waits for a block are gone. */
    record Reorg(int depth) implements Fault {}

    /** The node forgets what waits for a block. */
    record DropTransactions() implements Fault {}

    /** The next block asks so much more than any offer that nothing gets into it. */
    record RaiseBaseFee(long weiPerGas) implements Fault {}
}
