package dev.quittance.worker;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Alive while every loop runs; ready while head, lanes, database and consumer are there. */
@ApplicationScoped
class WorkerHealth {
    private final WorkerApp app;

    WorkerHealth(WorkerApp app) {
        this.app = app;
    }

    @Produces
    @Liveness
    HealthCheck loops() {
        return () -> HealthCheckResponse.named("loops")
                .status(app.worker().filter(Worker::isAlive).isPresent())
                .build();
    }

    @Produces
    @Readiness
    HealthCheck settling() {
        return () -> {
            var answer = HealthCheckResponse.named("settling");
            var parts = app.worker().map(Worker::readiness);
            parts.ifPresent(all -> all.forEach(answer::withData));
            boolean ready = parts.isPresent() && !parts.get().containsValue(false);
            return answer.status(ready).build();
        };
    }
}
