package dev.quittance.demo;

import dev.quittance.agent.signing.PaymentSigner;
import dev.quittance.protocol.Address;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** What the composed suite has to stand: every container killed once, and two of each service that can be scaled. */
final class ComposeFaults {
    private static final BigInteger PRICE = BigInteger.valueOf(1000);
    private static final Duration BACK_LIMIT = Duration.ofMinutes(2);
    private static final int BETWEEN_KILLS = 5;

    /** All but the chain and its funding: those are outside of what is deployed. */
    private static final List<String> KILLED = List.of(
            "gateway",
            "facilitator",
            "settlement-worker",
            "signer-ingress",
            "signer-service",
            "kafka",
            "postgres",
            "signer-postgres",
            "upstream");

    private final Compose compose;
    private final PaymentSigner signer;
    private final Address payee;
    private final Function<Address, BigInteger> balance;
    private final Supplier<Path> journal;
    private final Consumer<String> said;

    ComposeFaults(
            Compose compose,
            PaymentSigner signer,
            Address payee,
            Function<Address, BigInteger> balance,
            Supplier<Path> journal,
            Consumer<String> said) {
        this.compose = compose;
        this.signer = signer;
        this.payee = payee;
        this.balance = balance;
        this.journal = journal;
        this.said = said;
    }

    /** Kills each container once while two buyers buy; everything charged must be what moved. */
    void kill(URI gateway) throws IOException, InterruptedException {
        BigInteger before = balance.apply(payee);
        try (var buyers = new ComposeBuyers(signer, List.of(gateway), journal.get())) {
            buyers.start(2);
            for (String service : KILLED) {
                String container = compose.containers(service).getFirst();
                awaitMore(buyers, "before " + service + " is killed");
                long begin = System.nanoTime();
                compose.docker("kill", "-s", "KILL", container);
                TimeUnit.SECONDS.sleep(1);
                compose.docker("start", container);
                compose.awaitHealthy(container, BACK_LIMIT);
                awaitMore(buyers, "after " + service + " was killed");
                said.accept("%s killed: purchases go on after %d s"
                        .formatted(service, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin)));
            }
            buyers.finish();
            requireMoved(before, buyers);
            said.accept("%d purchases while %d containers were killed: each paid once"
                    .formatted(buyers.paid(), KILLED.size()));
            new ComposeEnds(compose, said).tell(buyers);
        }
    }

    /** Kills the process of each service behind the engine's back: its restart policy brings it back. */
    void crash() throws IOException, InterruptedException {
        for (String service :
                List.of("gateway", "facilitator", "settlement-worker", "signer-service", "signer-ingress")) {
            String container = compose.containers(service).getFirst();
            long process = Long.parseLong(compose.docker("inspect", "-f", "{{.State.Pid}}", container));
            var handle = ProcessHandle.of(process);
            if (handle.isEmpty() || !handle.get().destroyForcibly()) {
                said.accept("%s: its process is not this machine's or not ours, its restart was not tried"
                        .formatted(service));
                continue;
            }
            Compose.await(BACK_LIMIT, service + " was not started again", () -> restarts(container) > 0);
            compose.awaitHealthy(container, BACK_LIMIT);
            said.accept("%s crashed: started again by its restart policy".formatted(service));
        }
    }

    private int restarts(String container) {
        try {
            return Integer.parseInt(compose.docker("inspect", "-f", "{{.RestartCount}}", container));
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailedException("interrupted");
        }
    }

    private static void awaitMore(ComposeBuyers buyers, String when) throws InterruptedException {
        int target = buyers.paid() + BETWEEN_KILLS;
        Compose.await(BACK_LIMIT, "no purchases go through " + when, () -> buyers.paid() >= target);
    }

    private void requireMoved(BigInteger before, ComposeBuyers buyers) {
        BigInteger moved = balance.apply(payee).subtract(before);
        BigInteger expected = PRICE.multiply(BigInteger.valueOf(buyers.charged()));
        if (!moved.equals(expected)) {
            throw new DemoFailedException(
                    "for " + buyers.charged() + " payments " + moved + " moved instead of " + expected);
        }
    }

    /** Runs two of each service that holds no keys, and buys through both gateways. */
    void scale(List<URI> gateways) throws IOException, InterruptedException {
        // The first gateway is made anew too: it had one port, and each replica shall be content with either of the
        // range.
        compose.up(List.of("--scale", "gateway=2", "--scale", "facilitator=2", "--scale", "settlement-worker=2"));
        Set<String> replicas = new HashSet<>();
        for (String service : List.of("gateway", "facilitator", "settlement-worker")) {
            for (String container : compose.containers(service)) {
                compose.awaitHealthy(container, BACK_LIMIT);
                replicas.add(container);
            }
        }
        if (replicas.size() != 6) {
            throw new DemoFailedException("scaled to " + replicas);
        }
        BigInteger before = balance.apply(payee);
        try (var buyers = new ComposeBuyers(signer, gateways, journal.get())) {
            buyers.start(4);
            Compose.await(BACK_LIMIT, "the scaled suite does not sell", () -> buyers.paid() >= 40);
            buyers.finish();
            requireMoved(before, buyers);
            said.accept("scaled to two gateways, facilitators and workers: %d purchases, each paid once"
                    .formatted(buyers.paid()));
        }
    }
}
