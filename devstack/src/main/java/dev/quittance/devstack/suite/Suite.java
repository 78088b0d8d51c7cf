package dev.quittance.devstack.suite;

import dev.quittance.devstack.Child;
import dev.quittance.devstack.DevstackException;
import dev.quittance.devstack.Ports;
import dev.quittance.devstack.suite.LastRun.Verdict;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A whole suite on this machine: the devstack's parts and the services over them, as child processes of this JVM that never
 * outlive it.
 */
public final class Suite implements AutoCloseable {
    private static final Duration READY_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(2);

    private final SuiteFolder folder;
    private final SuitePorts ports;
    private final StackOptions options;
    private final List<ServiceSpec> services;
    private final Consumer<String> progress;
    private final Children children;
    private final Map<Child, Duration> startUps = new ConcurrentHashMap<>();
    private final Deque<Child> running = new ArrayDeque<>();
    private Predicate<ServiceSpec> opening = service -> true;
    private Optional<SuiteLock> lock = Optional.empty();
    private Optional<Parts> parts = Optional.empty();

    /** A suite over the parts of a demo, which does not run yet. */
    public Suite(SuiteFolder folder, SuitePorts ports, List<ServiceSpec> services, Consumer<String> progress) {
        this(folder, ports, StackOptions.DEMO, services, progress);
    }

    /**
     * A suite that does not run yet.
     *
     * @param services in the order in which they start
     * @param progress told in one line what happens
     */
    public Suite(
            SuiteFolder folder,
            SuitePorts ports,
            StackOptions options,
            List<ServiceSpec> services,
            Consumer<String> progress) {
        this.folder = folder.create();
        this.ports = ports;
        this.options = options;
        this.services = List.copyOf(services);
        this.progress = progress;
        this.children = new Children(this.folder);
    }

    /**
     * Has services opened that wait for somebody after their launch.
     *
     * @param opening asked again and again while a service starts, until it says that it waits for nobody; what it throws ends the
     *     start
     */
    public Suite openedBy(Predicate<ServiceSpec> opening) {
        this.opening = opening;
        return this;
    }

    /**
     * Starts everything and returns when every service is ready. After a failure nothing is left running.
     *
     * @throws DevstackException with one clear line: who runs here already, which port is busy, what is not built, what ended
     */
    public void start() {
        lock = Optional.of(SuiteLock.acquire(folder, ports));
        try {
            children.endLeftovers();
            requireBuilt();
            requireFreePorts();
            Parts stack = startParts();
            parts = Optional.of(stack);
            startServices(new Wiring(folder, ports, stack.postgres(), stack.broker(), stack.chain()));
        } catch (RuntimeException e) {
            stop();
            throw e;
        }
    }

    public SuitePorts ports() {
        return ports;
    }

    /**
     * What the services are wired to.
     *
     * @throws IllegalStateException before the start
     */
    public Wiring wiring() {
        Parts stack = parts.orElseThrow(() -> new IllegalStateException("the suite does not run"));
        return new Wiring(folder, ports, stack.postgres(), stack.broker(), stack.chain());
    }

    /** What each child costs at this moment. */
    public List<Measurement> measurements() {
        return startUps.entrySet().stream()
                .map(entry -> Measurement.of(entry.getKey().mark(), entry.getValue()))
                .sorted((one, other) -> one.name().compareTo(other.name()))
                .toList();
    }

    /**
     * The process of a service, as it was launched last.
     *
     * @throws IllegalArgumentException when no such service runs
     */
    public Child service(String name) {
        synchronized (running) {
            return running.stream()
                    .filter(child -> child.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no service " + name));
        }
    }

    /** Launches a service again that has ended; does not wait until it is ready. */
    public void relaunch(String name) {
        Child ended = service(name);
        ServiceSpec spec = services.stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElseThrow();
        Child child = launch(spec, wiring());
        synchronized (running) {
            running.remove(ended);
        }
        startUps.remove(ended);
        startUps.put(child, Duration.ZERO);
    }

    /** Whether a service says that it is ready. */
    public boolean isReady(String name) {
        try (var http = HttpClient.newBuilder().connectTimeout(PROBE_LIMIT).build()) {
            return services.stream()
                    .filter(service -> service.name().equals(name))
                    .allMatch(service -> isReady(http, service));
        }
    }

    private Child launch(ServiceSpec service, Wiring wiring) {
        var child = Child.start(
                service.name(), command(service), service.environment().apply(wiring), folder.log(service.name()));
        children.add(child);
        synchronized (running) {
            running.push(child);
        }
        return child;
    }

    private void requireBuilt() {
        for (ServiceSpec service : services) {
            if (!Files.exists(service.jar())) {
                throw new DevstackException(service.name() + " is not built: there is no " + service.jar());
            }
        }
    }

    private void requireFreePorts() {
        var needed = new LinkedHashMap<>(ports.ofParts());
        for (ServiceSpec service : services) {
            needed.put(service.port(), service.name());
            needed.put(service.managementPort(), service.name() + "'s health and metrics");
        }
        needed.forEach((port, purpose) -> {
            if (!Ports.isFree(port)) {
                throw new DevstackException(
                        "port " + port + " is busy, it is needed for " + purpose + "; --port-base N shifts all ports");
            }
        });
    }

    private Parts startParts() {
        LastRun last = options.kept() ? LastRun.read(folder) : LastRun.NONE;
        if (last == LastRun.NONE) {
            folder.wipeState();
        }
        progress.accept("starting PostgreSQL, Kafka and the chain");
        Optional<Parts> loaded = loadParts();
        Verdict verdict = last.judge(loaded.isPresent(), () -> newestBlockIsOn(loaded.orElseThrow()));
        Parts stack = switch (verdict) {
            case Verdict.Keep() -> loaded.orElseThrow();
            case Verdict.Wipe(String reason) -> {
                loaded.ifPresent(Parts::close);
                startUps.clear();
                children.clear();
                progress.accept("payments and chain are wiped together: " + reason);
                folder.wipeState();
                yield Parts.start(folder, ports, options, this::started);
            }
        };
        LastRun.CUT_OFF.write(folder);
        return stack;
    }

    private Optional<Parts> loadParts() {
        try {
            return Optional.of(Parts.start(folder, ports, options, this::started));
        } catch (Parts.ChainLostException e) {
            return Optional.empty();
        }
    }

    private static boolean newestBlockIsOn(Parts stack) {
        try {
            return Recorded.newest(stack.postgres())
                    .map(block -> Recorded.isOn(stack.chain(), block))
                    .orElse(true);
        } catch (SQLException e) {
            throw new DevstackException("PostgreSQL does not tell the newest block: " + e.getMessage(), e);
        }
    }

    private void startServices(Wiring wiring) {
        record Launched(ServiceSpec spec, Child child, long begin) {}
        var launched = new ArrayList<Launched>();
        progress.accept("starting "
                + String.join(", ", services.stream().map(ServiceSpec::name).toList()));
        for (ServiceSpec service : services) {
            long begin = System.nanoTime();
            launched.add(new Launched(service, launch(service, wiring), begin));
        }
        try (var http = HttpClient.newBuilder().connectTimeout(PROBE_LIMIT).build()) {
            for (Launched one : launched) {
                one.child().awaitReady(() -> opening.test(one.spec()) && isReady(http, one.spec()), READY_LIMIT);
                started(one.child(), Duration.ofNanos(System.nanoTime() - one.begin()));
            }
        }
    }

    private static List<String> command(ServiceSpec service) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(service.jvmOptions());
        command.addAll(List.of("-jar", service.jar().toString()));
        return command;
    }

    private static boolean isReady(HttpClient http, ServiceSpec service) {
        URI health = URI.create("http://127.0.0.1:" + service.managementPort() + "/q/health/ready");
        try {
            var request = HttpRequest.newBuilder(health).timeout(PROBE_LIMIT).build();
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevstackException("interrupted while services start", e);
        }
    }

    /** A part is written down once it runs; a service already when it is launched. */
    private void started(Child child, Duration startUp) {
        synchronized (running) {
            if (!running.contains(child)) {
                children.add(child);
            }
        }
        startUps.put(child, startUp);
        progress.accept("%s ready after %.1f s".formatted(child.name(), startUp.toMillis() / 1000.0));
    }

    /** Stops services, then parts; after it the state counts as whole. Does nothing when nothing runs. */
    public synchronized void stop() {
        synchronized (running) {
            while (!running.isEmpty()) {
                Child child = running.pop();
                progress.accept("stopping " + child.name());
                child.stop(STOP_LIMIT);
            }
        }
        parts.ifPresent(stack -> {
            progress.accept("stopping the chain, Kafka and PostgreSQL");
            stack.close();
            LastRun.CLEAN.write(folder);
        });
        parts = Optional.empty();
        startUps.clear();
        lock.ifPresent(SuiteLock::close);
        lock = Optional.empty();
    }

    @Override
    public void close() {
        stop();
    }
}
