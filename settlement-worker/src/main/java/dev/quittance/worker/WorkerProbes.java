package dev.quittance.worker;

import dev.quittance.events.BrokerCheck;
import dev.quittance.vitals.BacklogQuery;
import dev.quittance.vitals.Probe;
import dev.quittance.vitals.VitalsConfig;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Whether broker and chain are there, and what time the chain has. */
final class WorkerProbes {
    @Produces
    @Singleton
    BrokerCheck brokerCheck(@Identifier("default-kafka-broker") Map<String, Object> broker) {
        return new BrokerCheck(broker);
    }

    void close(@Disposes BrokerCheck check) {
        check.close();
    }

    @Produces
    @Singleton
    Probe broker(BrokerCheck check) {
        return new Probe("broker", check::fault);
    }

    @Produces
    @Singleton
    BacklogQuery outbox() {
        return BacklogQuery.outbox();
    }

    @Produces
    @Singleton
    BacklogQuery settlements() {
        return new BacklogQuery(
                "quittance.worker.settlements.pending",
                "state",
                List.of("queued", "submitting", "broadcast", "included", "safe"),
                """
                select state, count(*), extract(epoch from clock_timestamp() - min(created_at)) from settlement
                where state in ('queued', 'submitting', 'broadcast') group by state
                union all
                select state, count(*), extract(epoch from clock_timestamp() - min(created_at)) from settlement
                where state in ('included', 'safe') group by state
                """);
    }

    @Produces
    @Singleton
    Probe chain(WorkerApp app) {
        return new Probe("chain", () -> app.chainCheck().flatMap(check -> check.fault()));
    }

    @Produces
    @Singleton
    Probe time(WorkerApp app, InstantSource clock, VitalsConfig config) {
        return new Probe(
                "chain-time", () -> app.chainCheck().flatMap(check -> check.clockFault(clock, config.chainSkewMax())));
    }
}
