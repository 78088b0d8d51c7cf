package dev.quittance.worker.settlement;

import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** Log lines of settlements, each under the trace that its request came with. */
final class Trace {
    private static final Logger LOG = Logger.getLogger(Trace.class);
    private static final String KEY = "traceId";

    /** W3C trace context: version, trace id, parent id, flags. */
    private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}");

    private Trace() {}

    static void log(Settlement settlement, SettlementState now) {
        var traceparent = TRACEPARENT.matcher(settlement.traceparent().orElse(""));
        if (traceparent.matches()) {
            MDC.put(KEY, traceparent.group(1));
        }
        try {
            switch (now) {
                case FAILED -> LOG.infof("payment %s: %s", settlement.paymentId(), now.sql());
                case QUEUED, SUBMITTING -> LOG.warnf("payment %s: reorged", settlement.paymentId());
                case BROADCAST, INCLUDED, SAFE, FINALIZED ->
                    LOG.debugf("payment %s: %s", settlement.paymentId(), now.sql());
            }
        } finally {
            MDC.remove(KEY);
        }
    }
}
