package dev.quittance.vitals;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while nothing is wrong with what the service cannot do without. */
@Readiness
@Singleton
final class VitalsCheck implements HealthCheck {
    private final Vitals vitals;

    VitalsCheck(Vitals vitals) {
        this.vitals = vitals;
    }

    @Override
    public HealthCheckResponse call() {
        var answer = HealthCheckResponse.named("vitals").status(vitals.isReady());
        vitals.probes()
                .forEach(probe ->
                        answer.withData(probe.name(), vitals.fault(probe).orElse("well")));
        return answer.build();
    }
}
