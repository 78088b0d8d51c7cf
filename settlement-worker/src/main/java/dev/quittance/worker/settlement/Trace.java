package dev.quittance.worker.settlement;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** Log lines of settlements, each under the traces that their requests came with. */
public final class Trace {
    private static final Logger LOG = Logger.getLogger(Trace.class);
    private static final String KEY = "traceId";

    /** W3C trace context: version, trace id, parent id, flags. */
    private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}");

    private Trace() {}

    /** Writes lines that concern these settlements; the trace ids of several are separated by commas. */
    public static void of(Collection<Settlement> settlements, Runnable lines) {
        List<String> ids = settlements.stream()
                .map(Settlement::traceparent)
                .flatMap(Optional::stream)
                .map(TRACEPARENT::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .distinct()
                .toList();
        if (!ids.isEmpty()) {
            MDC.put(KEY, String.join(",", ids));
        }
        try {
            lines.run();
        } finally {
            MDC.remove(KEY);
        }
    }

    /** The trace context that the first of these settlements came with, when it is well-formed. */
    public static Optional<String> parent(Collection<Settlement> settlements) {
        return settlements.stream()
                .map(Settlement::traceparent)
                .flatMap(Optional::stream)
                .filter(TRACEPARENT.asMatchPredicate())
                .findFirst();
    }

    static void log(Settlement settlement, SettlementState now) {
        of(List.of(settlement), () -> {
            switch (now) {
                case FAILED -> LOG.infof("payment %s: %s", settlement.paymentId(), now.sql());
                case QUEUED, SUBMITTING -> LOG.warnf("payment %s: reorged", settlement.paymentId());
                case INCLUDED -> LOG.infof("payment %s: %s", settlement.paymentId(), now.sql());
                case BROADCAST, SAFE, FINALIZED -> LOG.debugf("payment %s: %s", settlement.paymentId(), now.sql());
            }
        });
    }
}
