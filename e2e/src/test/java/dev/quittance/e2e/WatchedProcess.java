package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A service of which is observed what it tells of its dependencies. */
final class WatchedProcess implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int LOOKS = 4;

    private final ServiceProcess process;
    private final URI management;

    private WatchedProcess(ServiceProcess process, URI management) {
        this.process = process;
        this.management = management;
    }

    /** Starts it as {@link ServiceProcess#start}; returns when it tells of itself. */
    static WatchedProcess start(RunningSuite suite, String service, Map<String, String> changes)
            throws IOException, InterruptedException {
        ServiceProcess process = ServiceProcess.start(suite, service, changes);
        try {
            return new WatchedProcess(process, process.management());
        } catch (AssertionError | InterruptedException e) {
            process.close();
            throw e;
        }
    }

    /** Waits until a probe says these words. */
    void awaitFault(String probe, String words) throws Exception {
        awaitFinding(probe, words);
    }

    /** Waits until a probe finds nothing wrong. */
    void awaitWell(String probe) throws Exception {
        awaitFinding(probe, "well");
    }

    private void awaitFinding(String probe, String words) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        String finding = finding(probe);
        while (!finding.contains(words)) {
            assertThat(System.nanoTime())
                    .as("%s: %s%n%s", probe, finding, String.join("\n", process.lines()))
                    .isLessThan(deadline);
            LockSupport.parkNanos(PAUSE.toNanos());
            finding = finding(probe);
        }
    }

    private String finding(String probe) throws Exception {
        return JsonObject.parse(Http.get(management.resolve("/q/health/ready")).body()).objects("checks").stream()
                .filter(check -> check.text("name").equals("vitals"))
                .map(check -> check.object("data").text(probe))
                .findFirst()
                .orElseThrow();
    }

    /** Every dependency is looked at some times more: what is said each time would show by then. */
    void awaitLooks() throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        double target = looks() + LOOKS;
        while (looks() < target) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private double looks() throws Exception {
        return metrics()
                .lines()
                .filter(line -> line.startsWith("quittance_dependency_looks_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .min()
                .orElseThrow();
    }

    String metrics() throws Exception {
        return Http.get(management.resolve("/q/metrics")).body();
    }

    /** The status of its health, {@code live} or {@code ready}. */
    int health(String kind) throws Exception {
        return Http.get(management.resolve("/q/health/" + kind)).statusCode();
    }

    /** It complained once, with these words, and without a stack trace. */
    void assertOneLine(String message) {
        List<JsonObject> complaints = process.complaints();
        String output = output();
        assertThat(complaints).as(output).hasSize(1);
        assertThat(complaints.getFirst().text("message")).contains(message);
        assertThat(output).doesNotContain("stackTrace", "\tat ");
    }

    /** It complained once with each of these beginnings, in any order, and of nothing else. */
    void assertComplaints(String... starts) {
        assertThat(process.complaints())
                .as(output())
                .map(complaint -> complaint.text("message"))
                .hasSize(starts.length)
                .map(message -> Arrays.stream(starts)
                        .filter(message::startsWith)
                        .findFirst()
                        .orElse(message))
                .containsExactlyInAnyOrder(starts);
    }

    /** Of its complaints one starts so, and says this; what follows from the same cause may have lines of its own. */
    void assertSaidOnce(String start, String message) {
        String output = output();
        assertThat(process.complaints())
                .as(output)
                .map(complaint -> complaint.text("message"))
                .filteredOn(text -> text.startsWith(start))
                .singleElement()
                .asString()
                .contains(message);
        assertThat(output).doesNotContain("stackTrace", "\tat ");
    }

    /** Tells it to end, as an operator does; returns its exit code. */
    int end() throws InterruptedException {
        return process.end();
    }

    void awaitLine(String words) throws InterruptedException {
        process.awaitLine(words);
    }

    private String output() {
        return String.join("\n", process.lines());
    }

    @Override
    public void close() {
        process.close();
    }
}
