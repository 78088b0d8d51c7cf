package dev.quittance.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What the composed suite's callers expect the signer to run. */
final class ComposeTrust {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** In this time a worker asks the signer several times. */
    private static final long WATCHED_SECONDS = 10;

    private final Compose compose;
    private final Path measurements;
    private final Consumer<String> said;

    ComposeTrust(Compose compose, Path secrets, Consumer<String> said) {
        this.compose = compose;
        this.measurements = secrets.resolve("signer-measurements");
        this.said = said;
    }

    /** Has the signer's image measured, as it will be run. */
    void expectTheSigner() throws IOException, InterruptedException {
        String output = compose.compose(List.of("run", "--rm", "--no-deps", "-T", "signer-service", "measure"));
        expect(output.lines()
                .filter(line -> line.startsWith("{\"pcr0\""))
                .findFirst()
                .orElseThrow(() -> new DemoFailedException("the signer's image does not tell what it measures")));
    }

    /** A worker that expects another code refuses the signer, and says so in one line. */
    void refusesAnother() throws IOException, InterruptedException {
        String right = Files.readString(measurements);
        char other = right.charAt(right.indexOf("0x") + 2) == '0' ? '1' : '0';
        var wrong = new StringBuilder(right);
        wrong.setCharAt(right.indexOf("0x") + 2, other);
        expect(wrong.toString());
        try {
            recreateWorker();
            Compose.await(
                    LIMIT,
                    "the worker does not refuse the signer",
                    () -> !refusals().isEmpty());
            TimeUnit.SECONDS.sleep(WATCHED_SECONDS);
            List<String> refusals = refusals();
            if (refusals.size() != 1) {
                throw new DemoFailedException("a worker that refuses the signer says so " + refusals.size() + " times: "
                        + refusals.getFirst() + " ... " + refusals.getLast());
            }
            if (!refusals.getFirst().contains("signer-measurements")) {
                throw new DemoFailedException("its refusal does not say what to do: " + refusals.getFirst());
            }
            said.accept("another measurement expected: the worker refuses the signer in one line: "
                    + refusals.getFirst().replaceFirst(".*\"message\":\"([^\"]*)\".*", "$1"));
        } finally {
            expect(right);
            recreateWorker();
        }
        compose.awaitHealthy(worker(), LIMIT);
    }

    private void recreateWorker() throws IOException, InterruptedException {
        compose.up(List.of("--no-deps", "--force-recreate", "settlement-worker"));
    }

    private String worker() throws IOException, InterruptedException {
        return compose.containers("settlement-worker").getFirst();
    }

    /** Those of the loop that asks for the worker's lanes; the one that compares logs has a line of its own. */
    private List<String> refusals() {
        try {
            return compose.docker("logs", worker())
                    .lines()
                    .filter(line -> line.contains("\"message\":\"accounts: ") && line.contains("not attested"))
                    .toList();
        } catch (IOException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailedException("interrupted");
        }
    }

    private void expect(String lines) throws IOException {
        Files.deleteIfExists(measurements);
        Files.writeString(measurements, lines.strip() + "\n");
        Files.setPosixFilePermissions(measurements, PosixFilePermissions.fromString("r--r--r--"));
    }
}
