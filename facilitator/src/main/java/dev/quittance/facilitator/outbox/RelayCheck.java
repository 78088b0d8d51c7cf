package dev.quittance.facilitator.outbox;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** The outbox relay runs. Whether Kafka answers is no part of it: settlements are accepted without. */
@Liveness
@Singleton
final class RelayCheck implements HealthCheck {
    private final Relay relay;

    RelayCheck(Relay relay) {
        this.relay = relay;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("outbox-relay").status(relay.isAlive()).build();
    }
}
