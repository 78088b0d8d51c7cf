package dev.quittance.signer.gate;

import dev.quittance.signer.journal.DeniedEntry;
import dev.quittance.signer.principal.TokenDenied;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Has refused tokens journaled, without making anybody wait. Only so many a second, because strangers cause them; the rest is
 * counted.
 */
@Singleton
final class DenialNotes {
    private static final long SECOND = 1_000_000_000L;

    private final GateThread thread;
    private final int perSecond;
    private final Counter dropped;
    private long since = System.nanoTime();
    private int taken;

    DenialNotes(GateThread thread, GateConfig config, MeterRegistry metrics) {
        this.thread = thread;
        this.perSecond = config.tokenDenialsPerSecond();
        this.dropped = metrics.counter("quittance.signer.denials.dropped");
    }

    void onDenied(@Observes TokenDenied denied) {
        var entry = new DeniedEntry(
                denied.rule(),
                denied.principal(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                denied.tokenDigest());
        if (!mayTakeOneMore() || !thread.submit(new Ticket.Note(entry))) {
            dropped.increment();
        }
    }

    private synchronized boolean mayTakeOneMore() {
        long now = System.nanoTime();
        if (now - since >= SECOND) {
            since = now;
            taken = 0;
        }
        taken++;
        return taken <= perSecond;
    }
}
