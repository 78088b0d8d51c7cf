package dev.quittance.demo;

import dev.quittance.agent.PayingClient;
import dev.quittance.agent.signing.CustodialAccount;
import dev.quittance.agent.signing.PaymentSigner;
import dev.quittance.agent.signing.SignerConnection;
import dev.quittance.devstack.Chain;
import dev.quittance.devstack.DevstackException;
import dev.quittance.devstack.Project;
import dev.quittance.devstack.suite.SuiteFolder;
import dev.quittance.devstack.suite.SuitePorts;
import dev.quittance.evm.rpc.RpcException;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Proves docker-compose.yml on a Docker engine, from the images to what is left after every container was killed once. */
@Command(name = "compose-test", description = "Brings the composed suite up, buys, kills, scales, and measures it.")
final class ComposeTest implements Callable<Integer> {
    private static final Duration UP_LIMIT = Duration.ofMinutes(4);
    private static final Duration MEASURED = Duration.ofSeconds(20);
    private static final Duration WARMED_UP = Duration.ofSeconds(8);
    private static final int BUYERS = 8;

    /** Beside what other suites of this machine listen on. */
    private static final String BIND = "127.0.0.84";

    private static final int CHAIN_PORT = 18545;
    private static final int PROMETHEUS_PORT = 19090;
    private static final int DEVSTACK_SHIFT = 3000;

    private static final List<String> SERVICES =
            List.of("gateway", "facilitator", "settlement-worker", "signer-service");

    @Option(names = "--no-build", description = "Take the images as they are.")
    private boolean noBuild;

    @Option(names = "--no-kill", description = "Kill nothing: start, isolation, purchases, trust and figures only.")
    private boolean noKill;

    @Option(names = "--keep", description = "Leave the suite up.")
    private boolean keep;

    private final PrintStream out = System.out;
    private Path root = Path.of("");
    private Path folder = Path.of("");

    @Override
    public Integer call() throws InterruptedException {
        return Running.inOneLine(this::run, message -> {});
    }

    private int run() throws IOException, InterruptedException {
        root = Project.root();
        folder = root.resolve(".quittance").resolve("compose");
        Files.createDirectories(folder);
        Credentials credentials = ComposeSecrets.draw(folder.resolve("secrets"), "signer", 2, "http://upstream:8401");
        var compose = new Compose(root, "quittance-test", environment("8402"));
        if (!noBuild) {
            buildImages(compose);
        }
        compose.down();
        trust(compose).expectTheSigner();
        try {
            prove(compose, credentials.payee());
        } catch (DemoFailedException e) {
            Files.writeString(folder.resolve("compose.log"), compose.compose(List.of("logs", "--no-color")));
            throw e;
        } finally {
            if (!keep) {
                compose.down();
            }
        }
        double devstack = devstackPace();
        say("devstack: %.1f purchases per second".formatted(devstack));
        say("all of it holds");
        return 0;
    }

    /** Writes the environment of the suite; one port stays a container's own when it is started again, one of a range does not. */
    private Path environment(String gatewayPorts) throws IOException {
        String text = String.join(
                "\n",
                "QUITTANCE_NETWORK=" + SuiteConfig.NETWORK,
                "QUITTANCE_RPC_URL=http://chain:8545",
                "QUITTANCE_SECRETS=" + folder.resolve("secrets"),
                "QUITTANCE_ROUTES=" + folder.resolve("secrets").resolve("routes.yaml"),
                "QUITTANCE_GATEWAY_BIND=" + BIND,
                "QUITTANCE_GATEWAY_PORT=" + gatewayPorts,
                "QUITTANCE_SIGNER_BIND=" + BIND,
                "QUITTANCE_CHAIN_PORT=" + CHAIN_PORT,
                "PROMETHEUS_PORT=" + PROMETHEUS_PORT,
                "");
        return Files.writeString(folder.resolve("env"), text);
    }

    /** Without BuildKit where its client part is missing; the Dockerfile asks for nothing that only it has. */
    private void buildImages(Compose compose) throws IOException, InterruptedException {
        for (String service : SERVICES) {
            buildImage(compose, service, "--target", "service", "--build-arg", "SERVICE=" + service);
        }
        buildImage(compose, "evaluation", "--target", "evaluation");
        buildImage(compose, "chain", "--file", "deploy/chain.Dockerfile");
    }

    private void buildImage(Compose compose, String name, String... options) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        var arguments = new ArrayList<>(List.of("build", "-q", "-t", "quittance/" + name + ":0.1.0"));
        arguments.addAll(List.of(options));
        arguments.add(".");
        compose.docker(arguments.toArray(String[]::new));
        say("image quittance/%s built in %d s".formatted(name, seconds(begin)));
    }

    private void prove(Compose compose, Address payee) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        CompletableFuture<Void> up = CompletableFuture.runAsync(() -> {
            try {
                compose.up(List.of());
            } catch (IOException e) {
                throw new DemoFailedException("compose up: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DemoFailedException("interrupted");
            }
        });
        PaymentSigner signer = agent(up);
        URI gateway = awaitGateway(up);
        try (var buyer = new ComposeBuyers(signer, List.of(gateway), journal())) {
            buyer.start(1);
            Compose.await(UP_LIMIT, "no paid answer", () -> buyer.paid() > 0);
            say("first paid answer %.1f s after up".formatted((System.nanoTime() - begin) / 1e9));
            buyer.finish();
        }
        join(up);
        var starts = new ComposeStarts(compose, this::say);
        starts.together();
        isolation(compose);
        say("composed suite: %.1f purchases per second by %d buyers".formatted(pace(signer, gateway), BUYERS));
        memory(compose);
        scraped();
        starts.alone();
        trust(compose).refusesAnother();
        if (!noKill) {
            var faults = new ComposeFaults(compose, signer, payee, ComposeTest::balance, this::journal, this::say);
            faults.kill(gateway);
            faults.crash();
            runbook(compose, signer, gateway);
            environment("8402-8403");
            faults.scale(List.of(url(8402), url(8403)));
            restore(compose, signer, gateway);
        }
    }

    /** Prometheus itself scrapes each of the four services. */
    private void scraped() throws InterruptedException {
        var query = URI.create("http://127.0.0.1:" + PROMETHEUS_PORT + "/api/v1/query?query=up%3D%3D1");
        Compose.await(UP_LIMIT, "Prometheus does not scrape all four services", () -> {
            try (var http = PayingClient.httpClient()) {
                String up = http.send(HttpRequest.newBuilder(query).build(), BodyHandlers.ofString())
                        .body();
                return Stream.of("gateway", "facilitator", "settlement-worker", "signer")
                        .allMatch(job -> up.contains("\"job\":\"" + job + "\""));
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DemoFailedException("interrupted");
            }
        });
        say("Prometheus scrapes all four services");
    }

    /** What the runbook tells operators to do, while the suite is up; the purchase after each shows that it still sells. */
    private void runbook(Compose compose, PaymentSigner signer, URI gateway) throws IOException, InterruptedException {
        var runbook = new ComposeRunbook(root, folder.resolve("env"), folder);
        for (String name : runbook.names()) {
            if (name.equals("restore")) {
                continue;
            }
            runbook.run(name);
            awaitHealthy(compose);
            try (var buyer = new ComposeBuyers(signer, List.of(gateway), journal())) {
                buyer.start(1);
                Compose.await(UP_LIMIT, "no purchase after " + name, () -> buyer.paid() > 0);
                buyer.finish();
            }
            say("runbook, %s: done, and the suite sells".formatted(name));
        }
    }

    /** Puts the backup back into new databases: payments are there again, and the signer refuses to sign. */
    private void restore(Compose compose, PaymentSigner signer, URI gateway) throws IOException, InterruptedException {
        var runbook = new ComposeRunbook(root, folder.resolve("env"), folder);
        runbook.run("restore");
        awaitHealthy(compose);
        String kept = compose.select("select count(*) from facilitator.payment");
        if (Long.parseLong(kept) == 0) {
            throw new DemoFailedException("no payment came back with the backup");
        }
        try (var buyer = new ComposeBuyers(signer, List.of(gateway), journal())) {
            // Until its witnesses have looked, it says that they have not.
            Compose.await(UP_LIMIT, "a signer with a restored database does not answer all_stopped", () -> {
                try {
                    return buyer.tryOnce(gateway).contains("all_stopped");
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new DemoFailedException("interrupted");
                }
            });
        }
        say("backup restored: %s payments are known again, the signer starts frozen (all_stopped)".formatted(kept));
    }

    private static void awaitHealthy(Compose compose) throws IOException, InterruptedException {
        for (String service : SERVICES) {
            for (String container : compose.containers(service)) {
                compose.awaitHealthy(container, UP_LIMIT);
            }
        }
    }

    private ComposeTrust trust(Compose compose) {
        return new ComposeTrust(compose, folder.resolve("secrets"), this::say);
    }

    private Path journal() {
        return folder.resolve("journal-" + UUID.randomUUID());
    }

    private static URI url(int port) {
        return URI.create("http://" + BIND + ":" + port + SuiteConfig.PATH);
    }

    private static URI awaitGateway(CompletableFuture<Void> up) throws InterruptedException {
        Compose.await(UP_LIMIT, "the gateway does not answer", () -> {
            failIfDone(up);
            return challenges(url(8402));
        });
        return url(8402);
    }

    private static boolean challenges(URI url) {
        try (var http = PayingClient.httpClient()) {
            var request =
                    HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(5)).build();
            return http.send(request, BodyHandlers.discarding()).statusCode() == 402;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailedException("interrupted");
        }
    }

    private static void failIfDone(CompletableFuture<Void> up) {
        if (up.isCompletedExceptionally()) {
            join(up);
        }
    }

    private static void join(CompletableFuture<Void> up) {
        try {
            up.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof DemoFailedException failed ? failed : e;
        }
    }

    /** The agent's account, once the signer tells it and the chain says that it has money. */
    private PaymentSigner agent(CompletableFuture<Void> up) throws IOException, InterruptedException {
        Path secrets = folder.resolve("secrets");
        SignerConnection connection = ComposeFunding.connection(
                URI.create("https://signer:8405"), secrets.resolve("signer.crt"), secrets, Credentials.AGENT);
        var found = new ArrayList<Address>();
        Compose.await(UP_LIMIT, "the signer does not answer the agent", () -> {
            failIfDone(up);
            try {
                connection.accounts().forEach(account -> found.add(account.address()));
                return !found.isEmpty();
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DemoFailedException("interrupted");
            }
        });
        Compose.await(UP_LIMIT, "the agent has no dollars", () -> {
            failIfDone(up);
            try {
                return balance(found.getFirst()).signum() > 0;
            } catch (DevstackException | RpcException | MalformedException | StringIndexOutOfBoundsException e) {
                return false;
            }
        });
        return new CustodialAccount(connection, found.getFirst());
    }

    private static BigInteger balance(Address account) {
        try (var chain = Chain.observed(URI.create("http://127.0.0.1:" + CHAIN_PORT))) {
            return chain.balanceOf(account);
        }
    }

    private void isolation(Compose compose) throws IOException, InterruptedException {
        var others = new ArrayList<String>();
        for (String service : List.of(
                "gateway",
                "facilitator",
                "settlement-worker",
                "postgres",
                "kafka",
                "chain",
                "signer-ingress",
                "upstream",
                "prometheus")) {
            others.addAll(compose.containers(service));
        }
        List<String> tried = new ComposeIsolation(
                        compose, compose.containers("signer-service").getFirst())
                .check(others);
        say("from inside the signer's container: its database answers; %d other ways were tried in vain"
                .formatted(tried.size()));
    }

    private void memory(Compose compose) throws IOException, InterruptedException {
        long all = 0;
        for (String container : compose.docker(
                        "ps", "--filter", "label=com.docker.compose.project=quittance-test", "--format", "{{.Names}}")
                .lines()
                .sorted()
                .toList()) {
            long resident = compose.docker("top", container, "-eo", "pid,rss")
                    .lines()
                    .skip(1)
                    .mapToLong(line -> Long.parseLong(line.strip().split(" +", -1)[1]))
                    .sum();
            all += resident;
            say("%-38s resident %4d MB".formatted(container, resident >> 10));
        }
        say("%-38s resident %4d MB".formatted("all", all >> 10));
    }

    /** Purchases per second, after some that do not count. */
    private double pace(PaymentSigner signer, URI url) throws IOException, InterruptedException {
        try (var buyers = new ComposeBuyers(signer, List.of(url), journal())) {
            buyers.start(BUYERS);
            TimeUnit.MILLISECONDS.sleep(WARMED_UP.toMillis());
            int before = buyers.paid();
            long begin = System.nanoTime();
            TimeUnit.MILLISECONDS.sleep(MEASURED.toMillis());
            int paid = buyers.paid() - before;
            double seconds = (System.nanoTime() - begin) / 1e9;
            buyers.finish();
            return paid / seconds;
        }
    }

    private double devstackPace() throws IOException, InterruptedException {
        var plan = SuitePlan.demo(new SuiteFolder(folder.resolve("devstack")), new SuitePorts(DEVSTACK_SHIFT));
        var two = new SuitePlan(plan.folder(), plan.ports(), plan.stack(), 2, plan.metered(), plan.service());
        try (var suite = new DemoSuite(two, line -> {})) {
            suite.start();
            var signer = new CustodialAccount(
                    suite.agentConnection(), suite.agentAccount().address());
            var url = URI.create(SuiteConfig.localhost(suite.ports().gateway()) + SuiteConfig.PATH);
            return pace(signer, url);
        }
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }

    private static long seconds(long begin) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
    }
}
