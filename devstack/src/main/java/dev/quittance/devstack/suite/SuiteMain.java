package dev.quittance.devstack.suite;

import dev.quittance.devstack.DevstackException;
import dev.quittance.devstack.ProcessMark;
import dev.quittance.devstack.Project;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The supervisor's commands: {@code up [--port-base N]}, {@code down [--wipe]}, {@code status}. Exit code 0 or 1. */
public final class SuiteMain {
    private static final Duration DOWN_LIMIT = Duration.ofSeconds(90);
    private static final long POLL_MS = 100;

    private SuiteMain() {}

    public static void main(String[] args) {
        // The embedded database's library tells each of its steps at INFO.
        Logger.getLogger("").setLevel(Level.WARNING);
        int code;
        try {
            code = run(List.of(args));
        } catch (DevstackException | IllegalArgumentException e) {
            System.err.println("quittance: " + e.getMessage());
            code = 1;
        }
        System.exit(code);
    }

    private static int run(List<String> args) {
        Path project = Project.root();
        var folder = SuiteFolder.ofProject(project);
        return switch (args.isEmpty() ? "" : args.getFirst()) {
            case "up" -> up(project, folder, new SuitePorts(shift(args)));
            case "down" -> down(folder, args.contains("--wipe"));
            case "status" -> status(folder);
            default -> throw new IllegalArgumentException("up [--port-base N] | down [--wipe] | status");
        };
    }

    private static int shift(List<String> args) {
        int at = args.indexOf("--port-base");
        if (at < 0) {
            return 0;
        }
        if (at + 1 >= args.size() || !args.get(at + 1).matches("-?[0-9]{1,5}")) {
            throw new IllegalArgumentException("--port-base needs a number");
        }
        return Integer.parseInt(args.get(at + 1));
    }

    private static int up(Path project, SuiteFolder folder, SuitePorts ports) {
        return serve(new Suite(folder, ports, Services.all(project, ports), System.out::println));
    }

    /** Starts the suite and stays until this JVM is told to end. */
    static int serve(Suite suite) {
        // Runs before the guard sees the end of this JVM, which takes what may be left.
        Runtime.getRuntime().addShutdownHook(new Thread(suite::stop));
        suite.start();
        suite.measurements().forEach(SuiteMain::print);
        System.out.println("up: gateway on http://127.0.0.1:" + suite.ports().gateway());
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    private static void print(Measurement part) {
        System.out.printf(
                "%-18s pid %-8d start %5.1f s  resident %4d MB%n",
                part.name(), part.pid(), part.startUp().toMillis() / 1000.0, part.residentBytes() >> 20);
    }

    /** Stops the suite of the folder, and also what a killed one left behind. */
    static int down(SuiteFolder given, boolean wipe) {
        SuiteFolder folder = given.create();
        Optional<SuiteLock.Holder> holder = SuiteLock.holder(folder);
        holder.flatMap(held -> held.process().running()).ifPresent(ProcessHandle::destroy);
        SuiteLock lock = awaitLock(folder, holder.map(SuiteLock.Holder::process));
        try {
            new Children(folder).endLeftovers();
            if (wipe) {
                folder.wipe();
            }
            System.out.println(
                    (holder.isPresent() ? "stopped" : "nothing was running") + (wipe ? ", state wiped" : ""));
            return 0;
        } finally {
            lock.close();
        }
    }

    private static SuiteLock awaitLock(SuiteFolder folder, Optional<ProcessMark> holder) {
        long end = System.nanoTime() + DOWN_LIMIT.toNanos();
        try {
            while (true) {
                Optional<SuiteLock> lock = SuiteLock.tryAcquire(folder);
                if (lock.isPresent()) {
                    return lock.get();
                }
                if (System.nanoTime() > end) {
                    holder.ifPresent(ProcessMark::end);
                    throw new DevstackException("the suite in " + folder.root() + " did not stop in "
                            + DOWN_LIMIT.toSeconds() + " s and was killed; run down again");
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
            }
        } catch (IOException e) {
            throw new DevstackException("cannot lock " + folder.root() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevstackException("interrupted while the suite stops", e);
        }
    }

    /** 0 when the suite and all its children run. */
    static int status(SuiteFolder given) {
        SuiteFolder folder = given.create();
        Optional<SuiteLock.Holder> holder = SuiteLock.holder(folder);
        if (holder.isEmpty()) {
            System.out.println("down");
            return 1;
        }
        var ports = new SuitePorts(holder.get().shift());
        System.out.println("up: supervisor pid " + holder.get().process().pid() + ", gateway on http://127.0.0.1:"
                + ports.gateway());
        var dead = new ArrayList<String>();
        for (ProcessMark child : new Children(folder).marks()) {
            boolean alive = child.running().isPresent();
            System.out.printf(
                    "%-18s pid %-8d %s resident %4d MB%n",
                    child.name(), child.pid(), alive ? "runs " : "ENDED", Measurement.resident(child) >> 20);
            if (!alive) {
                dead.add(child.name());
            }
        }
        return dead.isEmpty() ? 0 : 1;
    }
}
