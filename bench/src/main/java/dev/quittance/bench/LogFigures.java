package dev.quittance.bench;

import dev.quittance.agent.log.LogAudit;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.transparency.Checkpoint;
import dev.quittance.transparency.Frontier;
import dev.quittance.transparency.LogFaultException;
import dev.quittance.transparency.TreeHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** How long an audit of a million entries takes: read as text, parsed, hashed and compared with the root. */
final class LogFigures {
    private static final int ENTRIES = 1_000_000;
    private static final String FIRST =
            "{\"at\":0,\"deniedBefore\":0,\"kind\":\"began\",\"permittedBefore\":0,\"v\":1}";

    private LogFigures() {}

    /** With entries that differ from the given one in their time alone. */
    static Metric audit(String sample) throws IOException {
        JsonObject entry = JsonObject.parse(sample);
        String[] parts = sample.split("\"at\":" + entry.longInteger("at"), 2);
        Frontier frontier = Frontier.empty();
        for (int i = 0; i < ENTRIES; i++) {
            frontier.append(TreeHash.leaf(entry(parts, i).getBytes(StandardCharsets.UTF_8)));
        }
        var audit = new LogAudit(new Checkpoint("bench", ENTRIES, frontier.root()));
        int[] next = {0};
        long begin = System.nanoTime();
        try {
            audit.run(() -> entry(parts, next[0]++));
        } catch (LogFaultException e) {
            throw new BenchFailedException("the audit does not hold: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        return Metric.of("signer", "log_verify_seconds_per_million", seconds * 1e6 / ENTRIES, "s");
    }

    private static String entry(String[] parts, int index) {
        return index == 0 ? FIRST : parts[0] + "\"at\":" + (1_700_000_000_000L + index) + parts[1];
    }
}
