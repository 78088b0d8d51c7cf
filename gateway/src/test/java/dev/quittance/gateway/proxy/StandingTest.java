package dev.quittance.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StandingTest {
    private static final int FAILURES_MAX = 3;
    private static final List<URI> THREE =
            List.of(URI.create("http://a"), URI.create("http://b"), URI.create("http://c"));

    @Test
    void isOutAfterSoManyFailuresInARow() {
        // Given / When / Then
        assertThat(failing(Standing.GOOD, 2).in()).isTrue();
        assertThat(failing(Standing.GOOD, 3).in()).isFalse();
        assertThat(failing(failing(Standing.GOOD, 2).answered(), 2).in()).isTrue();
    }

    @Test
    void staysInWhileItIsTooPrecious() {
        // Given / When
        var standing = Standing.GOOD;
        for (int i = 0; i < 100; i++) {
            standing = standing.failed(FAILURES_MAX, false);
        }

        // Then it goes with the next failure after another came back
        assertThat(standing.in()).isTrue();
        assertThat(standing.failed(FAILURES_MAX, true).in()).isFalse();
    }

    @Test
    void restsLongerEachTimeUntilItAnswers() {
        // Given
        var first = Duration.ofSeconds(1);
        var longest = Duration.ofSeconds(30);
        var once = failing(Standing.GOOD, 3);

        // When
        var often = IntStream.range(0, 100).boxed().reduce(once, (standing, _) -> standing.looked(false), (a, _) -> a);

        // Then
        assertThat(once.rest(first, longest)).isEqualTo(first);
        assertThat(once.looked(false).rest(first, longest)).isEqualTo(Duration.ofSeconds(2));
        assertThat(failing(once.looked(true), 3).rest(first, longest)).isEqualTo(Duration.ofSeconds(2));
        assertThat(often.rest(first, longest)).isEqualTo(longest);
        assertThat(failing(once.looked(true).answered(), 3).rest(first, longest))
                .isEqualTo(first);
    }

    @Test
    void aLateAnswerBringsNobodyBack() {
        // Given / When / Then
        assertThat(failing(Standing.GOOD, 3).answered().in()).isFalse();
    }

    @Test
    void asksTheServerWithTheLeastToDoElseInTurn() {
        // Given
        var servers = new Servers(THREE);

        // When all have nothing to do
        var inTurn = IntStream.range(0, 3)
                .mapToObj(_ -> servers.choose(null).orElseThrow())
                .distinct();

        // Then
        assertThat(inTurn).hasSize(3);
        servers.all().get(0).begin();
        servers.all().get(2).begin();
        assertThat(IntStream.range(0, 6)
                        .mapToObj(_ -> servers.choose(null).orElseThrow())
                        .distinct())
                .containsExactly(servers.all().get(1));
    }

    @Test
    void avoidsTheServerThatFailedUnlessItIsTheOnlyOne() {
        // Given
        var servers = new Servers(THREE);
        var failed = servers.all().get(1);

        // When / Then
        for (int i = 0; i < 9; i++) {
            assertThat(servers.choose(failed).orElseThrow()).isNotEqualTo(failed);
        }
        takeOut(servers.all().get(0));
        takeOut(servers.all().get(2));
        assertThat(servers.choose(failed)).hasValue(failed);
        takeOut(failed);
        assertThat(servers.choose(null)).isEmpty();
    }

    private static void takeOut(Server server) {
        server.changeTakesOut(standing -> failing(standing, 3));
    }

    private static Standing failing(Standing standing, int times) {
        var next = standing;
        for (int i = 0; i < times; i++) {
            next = next.failed(FAILURES_MAX, true);
        }
        return next;
    }
}
