package dev.quittance.agent.cli;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.LaunchingConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.VMDisconnectEvent;
import com.sun.jdi.request.EventRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** {@code quittance pay} as a process of its own. */
final class PayProcess {
    private static final long SECONDS_MAX = 240;
    private static final String PACKAGE = "dev.quittance.agent.";

    private PayProcess() {}

    /** What a process left behind. */
    record Ended(int exitCode, String out, String err) {}

    /**
     * A moment in the life of the process: just before a method runs.
     *
     * @param type name below {@code dev.quittance.agent}
     * @param hit which time the method is about to run, from 1
     */
    record Moment(String type, String method, int hit) {
        @Override
        public String toString() {
            return type + "." + method + " #" + hit;
        }
    }

    static Process start(List<String> arguments) throws IOException {
        var command = new ArrayList<>(List.of(java().toString()));
        command.addAll(jvmOptions());
        command.add(PayCommand.class.getName());
        command.addAll(arguments);
        return new ProcessBuilder(command).start();
    }

    static Ended awaitEnd(Process process) throws IOException, InterruptedException {
        if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("quittance pay does not end");
        }
        return new Ended(process.exitValue(), text(process.getInputStream()), text(process.getErrorStream()));
    }

    /**
     * Runs the process under a debugger until a moment, and there ends it with SIGKILL.
     *
     * @return whether the moment came
     */
    static boolean killAt(Moment moment, List<String> arguments) throws Exception {
        LaunchingConnector connector = Bootstrap.virtualMachineManager().defaultConnector();
        var options = connector.defaultArguments();
        set(options, "home", System.getProperty("java.home"));
        set(options, "options", String.join(" ", jvmOptions()));
        set(options, "main", PayCommand.class.getName() + " " + String.join(" ", arguments));
        VirtualMachine machine = connector.launch(options);
        try {
            return runUntil(moment, machine);
        } finally {
            machine.process().destroyForcibly().waitFor();
        }
    }

    private static void set(Map<String, Connector.Argument> options, String name, String value) {
        Objects.requireNonNull(options.get(name)).setValue(value);
    }

    private static boolean runUntil(Moment moment, VirtualMachine machine) throws InterruptedException {
        var preparation = machine.eventRequestManager().createClassPrepareRequest();
        preparation.addClassFilter(PACKAGE + moment.type());
        preparation.setSuspendPolicy(EventRequest.SUSPEND_ALL);
        preparation.enable();
        int hits = 0;
        while (true) {
            var events = machine.eventQueue().remove(TimeUnit.SECONDS.toMillis(SECONDS_MAX));
            if (events == null) {
                throw new IllegalStateException("nothing happens before " + moment);
            }
            for (Event event : events) {
                switch (event) {
                    case ClassPrepareEvent prepared -> halt(machine, prepared.referenceType(), moment.method());
                    case BreakpointEvent reached -> hits++;
                    case VMDisconnectEvent ended -> {
                        return false;
                    }
                    default -> {}
                }
            }
            if (hits == moment.hit()) {
                return true;
            }
            events.resume();
        }
    }

    private static void halt(VirtualMachine machine, ReferenceType type, String name) {
        for (Method method : type.methodsByName(name)) {
            if (!method.isAbstract() && !method.isBridge()) {
                machine.eventRequestManager()
                        .createBreakpointRequest(method.location())
                        .enable();
            }
        }
    }

    private static List<String> jvmOptions() {
        return List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"));
    }

    private static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    private static String text(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
}
