package dev.quittance.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * One measured figure.
 *
 * @param value empty when the run did not produce it
 * @param peer the same figure of the official facilitator in the same run
 */
record Metric(String bench, String name, OptionalDouble value, String unit, OptionalDouble peer) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MathContext DIGITS = new MathContext(6);

    static Metric of(String bench, String name, double value, String unit) {
        return new Metric(bench, name, OptionalDouble.of(value), unit, OptionalDouble.empty());
    }

    /** A figure that the run could not produce. */
    static Metric none(String bench, String name, String unit) {
        return new Metric(bench, name, OptionalDouble.empty(), unit, OptionalDouble.empty());
    }

    /** This figure with the peer's own. */
    Metric beside(Metric theirs) {
        return new Metric(bench, name, value, unit, theirs.value);
    }

    /** Ours over the peer's. */
    OptionalDouble ratio() {
        return value.isPresent() && peer.isPresent() && peer.getAsDouble() != 0
                ? OptionalDouble.of(value.getAsDouble() / peer.getAsDouble())
                : OptionalDouble.empty();
    }

    /** One line of JSON with the members bench, metric, value, unit, peer, ratio. */
    String toJson() {
        ObjectNode line = JSON.createObjectNode().put("bench", bench).put("metric", name);
        put(line, "value", value);
        line.put("unit", unit);
        put(line, "peer", peer);
        put(line, "ratio", ratio());
        return line.toString();
    }

    /** One line of a table. */
    String toRow() {
        return "%-28s %12s %-8s %12s %9s"
                .formatted(name, text(value, ""), unit, text(peer, ""), text(ratio(), "x"))
                .stripTrailing();
    }

    static String tableHead() {
        return "%-28s %12s %-8s %12s %9s".formatted("metric", "value", "unit", "peer", "ratio");
    }

    private static void put(ObjectNode line, String name, OptionalDouble number) {
        if (number.isPresent() && Double.isFinite(number.getAsDouble())) {
            line.put(name, new BigDecimal(number.getAsDouble()).round(DIGITS));
        } else {
            line.putNull(name);
        }
    }

    private static String text(OptionalDouble number, String suffix) {
        if (number.isEmpty()) {
            return "-";
        }
        double value = number.getAsDouble();
        String format = Math.abs(value) >= 1_000 ? "%.0f%s" : Math.abs(value) >= 10 ? "%.1f%s" : "%.3f%s";
        return String.format(Locale.ROOT, format, value, suffix);
    }
}
