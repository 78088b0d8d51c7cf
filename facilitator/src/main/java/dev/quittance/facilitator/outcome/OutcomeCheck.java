package dev.quittance.facilitator.outcome;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** The loops that bring outcomes to waiting calls run. */
@Liveness
@Singleton
final class OutcomeCheck implements HealthCheck {
    private final OutcomeLoop loop;
    private final AnswerWatch watch;

    OutcomeCheck(OutcomeLoop loop, AnswerWatch watch) {
        this.loop = loop;
        this.watch = watch;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("outcomes")
                .withData("consumer", loop.isAlive())
                .withData("watch", watch.isAlive())
                .status(loop.isAlive() && watch.isAlive())
                .build();
    }
}
