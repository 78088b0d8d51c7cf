package dev.quittance.signer.change;

import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;

/** Looks every second for changes whose time has come. */
@Singleton
final class DueChanges {
    private final ChangeDesk desk;

    DueChanges(ChangeDesk desk) {
        this.desk = desk;
    }

    @Scheduled(every = "1s", delayed = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void advance() {
        desk.advanceAll();
    }
}
