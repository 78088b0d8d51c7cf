package dev.quittance.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClientTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final Rate NONE = Rate.of(0, 0);

    @Test
    void letsABurstInAndThenAnEvenRate() {
        // Given two a second, three at once
        var client = new Client(new Client.Bounds(Rate.of(2, 3), NONE, 0));

        // When / Then
        for (int i = 0; i < 3; i++) {
            assertThat(client.enter(false, 0)).isEmpty();
        }
        assertThat(client.enter(false, 0).orElseThrow().limit()).isEqualTo(Limit.REQUESTS);
        assertThat(client.enter(false, SECOND / 2)).isEmpty();
        assertThat(client.enter(false, SECOND / 2)).isPresent();
        assertThat(client.enter(false, SECOND)).isEmpty();
    }

    @Test
    void tellsWhenTheNextOneMayCome() {
        // Given one in ten seconds, as near as whole numbers a second allow
        var client = new Client(new Client.Bounds(Rate.of(1, 1), NONE, 0));
        client.enter(false, 0);

        // When
        var answer = client.enter(false, 1).orElseThrow().answer();

        // Then
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.headers()).containsEntry("Retry-After", "1").containsEntry("Cache-Control", "no-store");
        assertThat(answer.body()).contains("\"code\":\"too_many_requests\"");
    }

    @Test
    void countsWhatIsInWork() {
        // Given
        var client = new Client(new Client.Bounds(NONE, NONE, 2));
        client.enter(false, 0);
        client.enter(false, 0);

        // When / Then
        assertThat(client.enter(false, 0).orElseThrow().limit()).isEqualTo(Limit.RUNNING);
        client.leave(false, 0);
        assertThat(client.enter(false, 0)).isEmpty();
    }

    @Test
    void hearsOnlyPaymentsOfOneThatWasChallengedTooOften() {
        // Given two challenges at once
        var client = new Client(new Client.Bounds(NONE, Rate.of(1, 2), 0));
        for (int i = 0; i < 2; i++) {
            assertThat(client.enter(false, 0)).isEmpty();
            client.leave(true, 0);
        }

        // When / Then
        assertThat(client.enter(false, 0).orElseThrow().limit()).isEqualTo(Limit.CHALLENGES);
        assertThat(client.enter(true, 0)).isEmpty();

        // When the payments lead to challenges themselves
        client.leave(true, 0);

        // Then they help no more
        assertThat(client.enter(true, 0).orElseThrow().limit()).isEqualTo(Limit.CHALLENGES);
        assertThat(client.enter(true, 2 * SECOND)).isEmpty();
    }

    @Test
    void remembersNoMoreClientsThanItMay() {
        // Given room for two, and clients that asked just now
        var accounts = new Accounts<Integer, Client>(() -> new Client(new Client.Bounds(Rate.of(1, 1), NONE, 0)), 2);
        for (int i = 0; i < 2; i++) {
            assertThat(accounts.of(i, 0).enter(false, 0)).isEmpty();
            accounts.of(i, 0).leave(false, 0);
        }

        // When many more come, then they share what one may have
        assertThat(accounts.of(2, 0).enter(false, 0)).isEmpty();
        accounts.of(2, 0).leave(false, 0);
        assertThat(accounts.of(3, 0).enter(false, 0)).isPresent();
        assertThat(accounts.size()).isEqualTo(2);

        // When the first ones have paused, then there is room again
        long later = 5 * SECOND;
        assertThat(accounts.of(4, later).enter(false, later)).isEmpty();
        assertThat(accounts.of(5, later).enter(false, later)).isEmpty();
        assertThat(accounts.size()).isEqualTo(2);
    }
}
