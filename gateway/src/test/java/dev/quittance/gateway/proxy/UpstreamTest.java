package dev.quittance.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.gateway.route.UpstreamGroup.HealthCheck;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class UpstreamTest extends ProxyTestCase {

    @Test
    void spreadsRequestsOverItsServers() throws Exception {
        // Given
        var first = new AtomicInteger();
        var second = new AtomicInteger();
        var front = front(group(counting(first), counting(second)));

        // When
        for (int i = 0; i < 10; i++) {
            get(front);
        }

        // Then
        assertThat(first.get() + second.get()).isEqualTo(10);
        assertThat(first.get()).isBetween(1, 9);
    }

    @Test
    void goesToAnotherServerWhenOneCannotBeReached() throws Exception {
        // Given a server that is away, and a body that may be sent only once
        var seen = new AtomicInteger();
        var upstream = upstream(group(nobody(), counting(seen)));
        var front = front(upstream);

        // When / Then
        for (int i = 0; i < 10; i++) {
            var answer = send(HttpRequest.newBuilder(front).POST(BodyPublishers.ofString("once")));
            assertThat(answer.statusCode()).isEqualTo(200);
        }
        assertThat(seen).hasValue(10);
        assertThat(counted("unreachable")).isEqualTo(3);
        assertThat(meters.get("quittance.gateway.upstream.servers.out").gauge().value())
                .isEqualTo(1);
        assertThat(upstream.isAvailable()).isTrue();
    }

    @Test
    void asksNobodyWhileAllAreOutAndComesBackWithThem() throws Exception {
        // Given
        var away = nobody();
        var upstream = upstream(group(away));
        var front = front(upstream);

        // When
        var first = get(front);
        await("the only server is out", () -> status(front) == 503);

        // Then
        assertThat(first.statusCode()).isEqualTo(502);
        assertThat(get(front).body()).contains("\"upstream_unavailable\"");
        assertThat(upstream.isAvailable()).isFalse();
        assertThat(counted("out")).isPositive();
        server(away.getPort(), request -> request.response().end("back"));
        await("it is asked again", () -> status(front) == 200);
        assertThat(upstream.isAvailable()).isTrue();
    }

    @Test
    void asksOnceMoreWhenAServerBreaksOffBeforeItAnswers() throws Exception {
        // Given a server that hangs up on every other request
        var seen = new AtomicInteger();
        var breaking = server(0, request -> {
            if (seen.incrementAndGet() % 2 == 1) {
                request.connection().close();
            } else {
                request.response().end("sunny");
            }
        });
        var front = front(group(breaking));

        // When
        var got = get(front);
        int forGet = seen.getAndSet(0);
        var posted = send(HttpRequest.newBuilder(front).POST(BodyPublishers.ofString("once")));

        // Then only what may be repeated was
        assertThat(got.body()).isEqualTo("sunny");
        assertThat(forGet).isEqualTo(2);
        assertThat(posted.statusCode()).isEqualTo(502);
        assertThat(seen).hasValue(1);
    }

    @Test
    void repeatsNoMoreThanItMay() throws Exception {
        // Given
        var seen = new AtomicInteger();
        var breaking = server(0, request -> {
            seen.incrementAndGet();
            request.connection().close();
        });

        // When
        var answer = get(front(group(breaking)));

        // Then
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(seen).hasValue(2);
    }

    @Test
    void givesUpEachRequestThatAServerLeavesUnanswered() throws Exception {
        // Given a server that answers every other request
        var seen = new AtomicInteger();
        var silent = server(0, request -> {
            if (seen.incrementAndGet() % 2 == 0) {
                request.response().end("sunny");
            }
        });
        var front = front(patientFor(Duration.ofMillis(300), silent));

        // When
        var first = get(front);
        var second = get(front);
        var third = get(front);

        // Then none that was asked is asked again
        assertThat(first.statusCode()).isEqualTo(504);
        assertThat(first.body()).contains("\"upstream_timeout\"");
        assertThat(second.body()).isEqualTo("sunny");
        assertThat(third.statusCode()).isEqualTo(504);
        assertThat(seen).hasValue(3);
        assertThat(counted("timeout")).isEqualTo(2);
    }

    @Test
    void takesOutAServerThatAnswersBadlyButNeverTheLast() throws Exception {
        // Given
        var bad = new AtomicInteger();
        var good = new AtomicInteger();
        var badServer = server(0, request -> {
            bad.incrementAndGet();
            request.response().setStatusCode(503).end();
        });
        var pair = front(group(badServer, counting(good)));
        var alone = front(group(badServer));

        // When one of two answers badly
        await("the bad one is out", () -> status(pair) == 200 && bad.get() == 3);

        // Then the other does the work, and a server without another keeps being asked
        bad.set(0);
        for (int i = 0; i < 10; i++) {
            assertThat(get(alone).statusCode()).isEqualTo(503);
        }
        assertThat(bad).hasValueGreaterThanOrEqualTo(10);
    }

    @Test
    void asksOnlyServersThatSayTheyAreFit() throws Exception {
        // Given
        var fit = new AtomicBoolean();
        var seen = new AtomicInteger();
        var checked = server(0, request -> {
            if (String.valueOf(request.path()).equals("/health")) {
                request.response().setStatusCode(fit.get() ? 204 : 500).end();
            } else {
                seen.incrementAndGet();
                request.response().end("sunny");
            }
        });
        var health = new HealthCheck("/health", Duration.ofMillis(20), Duration.ofSeconds(5));
        var upstream = upstream(group(false, Optional.of(health), checked));
        var front = front(upstream);

        // When / Then
        await("it is out", () -> !upstream.isAvailable());
        assertThat(get(front).statusCode()).isEqualTo(503);
        assertThat(seen).hasValue(0);
        fit.set(true);
        await("it is in", upstream::isAvailable);
        assertThat(get(front).body()).isEqualTo("sunny");
    }

    private URI counting(AtomicInteger seen) throws Exception {
        return server(0, request -> {
            seen.incrementAndGet();
            request.response().end("sunny");
        });
    }

    private int status(URI front) {
        try {
            return get(front).statusCode();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
