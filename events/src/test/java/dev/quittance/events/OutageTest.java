package dev.quittance.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutageTest {
    private final List<String> lines = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private final Outage outage = new Outage("outbox", lines::add, () -> now);

    @Test
    void tellsOfHundredsOfFailuresOnceAndOfTheirEnd() {
        // When
        for (int i = 0; i < 500; i++) {
            outage.failed(new IOException("no broker"));
            now = now.plusSeconds(1);
        }
        outage.over();
        outage.over();

        // Then
        assertThat(lines)
                .containsExactly(
                        "outbox: java.io.IOException: no broker; tried again until it goes well, further failures are only"
                                + " counted",
                        "outbox: goes on after 500 failures");
    }

    @Test
    void tellsOfAnotherCauseOnceAndOfABoundedNumberOfThem() {
        // When
        outage.failed(new IOException("no answer"));
        for (int i = 0; i < 10; i++) {
            outage.failed(new IOException("not the one that is expected"));
            outage.failed(new IOException("no answer"));
        }
        for (int i = 0; i < 10; i++) {
            outage.failed(new IOException("cause " + i));
        }

        // Then
        assertThat(lines).hasSize(4);
        assertThat(lines.get(1)).isEqualTo("outbox: now java.io.IOException: not the one that is expected");
    }

    @Test
    void remindsOfAnOutageThatLasts() {
        // When
        outage.failed(new IOException("no broker"));
        now = now.plus(Outage.REMINDER);
        outage.failed(new IOException("still none"));

        // Then
        assertThat(lines).hasSize(2);
        assertThat(lines.getLast()).isEqualTo("outbox: failed 2 times so far, last: java.io.IOException: still none");
    }

    @Test
    void tellsOfEachOutage() {
        // When
        outage.failed(new IOException("first"));
        outage.over();
        outage.failed(new IOException("second"));

        // Then
        assertThat(lines).hasSize(2);
        assertThat(lines.getLast()).contains("second");
    }
}
