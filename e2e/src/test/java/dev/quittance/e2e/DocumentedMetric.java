package dev.quittance.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A row of the table in {@code docs/metrics.md}.
 *
 * @param services letters of those that expose it at once
 * @param later letters of those that expose it once there is something to tell
 */
record DocumentedMetric(String name, String services, String later, Set<String> labels) {
    private static final Pattern ROW = Pattern.compile("\\| `(quittance_\\w+)` \\| ([GFWS() ]+) \\| ([^|]*)\\|.*");
    /** With what may follow the value: an exemplar, which holds the trace of one event and is no label. */
    private static final Pattern SAMPLE = Pattern.compile("(quittance_\\w+)(\\{([^}]*)})? \\S+( # .*)?");

    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    private static final Pattern SUFFIX = Pattern.compile("_(count|sum|max|bucket)$");

    /** What grows without bound: UUIDs, hashes, addresses. */
    private static final Pattern UNBOUNDED = Pattern.compile("[0-9a-fA-F-]{32,}|0x[0-9a-fA-F]{16,}");

    private static final Map<String, String> LETTERS =
            Map.of("gateway", "G", "facilitator", "F", "settlement-worker", "W", "signer-service", "S");

    static List<DocumentedMetric> all(Path root) throws IOException {
        return Files.readAllLines(root.resolve("docs/metrics.md")).stream()
                .map(ROW::matcher)
                .filter(row -> row.matches())
                .map(row -> new DocumentedMetric(
                        row.group(1),
                        row.group(2).contains("(") ? "" : row.group(2),
                        row.group(2),
                        Pattern.compile("`(\\w+)`")
                                .matcher(row.group(3))
                                .results()
                                .map(label -> label.group(1))
                                .collect(Collectors.toSet())))
                .toList();
    }

    /** What a service ought to expose and does not. */
    static List<String> missing(List<DocumentedMetric> documented, String service, String exposed) {
        Set<String> names = exposed.lines()
                .map(SAMPLE::matcher)
                .filter(sample -> sample.matches())
                .map(sample -> family(sample.group(1)))
                .collect(Collectors.toSet());
        return documented.stream()
                .filter(metric -> metric.services().contains(LETTERS.getOrDefault(service, "?")))
                .map(DocumentedMetric::name)
                .filter(name -> !names.contains(name))
                .toList();
    }

    /** What a service exposes and no row tells of, and labels without bound. */
    static Set<String> surprises(List<DocumentedMetric> documented, String service, String exposed) {
        var surprises = new TreeSet<String>();
        exposed.lines().map(SAMPLE::matcher).filter(sample -> sample.matches()).forEach(sample -> {
            var found = documented.stream()
                    .filter(metric -> metric.name().equals(family(sample.group(1))))
                    .filter(metric -> metric.later().contains(LETTERS.getOrDefault(service, "?")))
                    .findFirst();
            var labels = new ArrayList<String>();
            LABEL.matcher(sample.group(3) == null ? "" : sample.group(3))
                    .results()
                    .forEach(label -> {
                        labels.add(label.group(1));
                        if (!label.group(1).equals("lane")
                                && UNBOUNDED.matcher(label.group(2)).find()) {
                            surprises.add("without bound: " + sample.group());
                        }
                    });
            if (found.isEmpty()) {
                surprises.add("not in the table: " + family(sample.group(1)));
            } else if (!found.get().labels().equals(Set.copyOf(labels))) {
                surprises.add("other labels than in the table: " + sample.group());
            }
        });
        return surprises;
    }

    private static String family(String sample) {
        return SUFFIX.matcher(sample).replaceFirst("");
    }
}
