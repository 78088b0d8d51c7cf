package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.e2e.fault.FaultProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A database that lets the first connections down: a service that starts tries again before it gives up. */
class LateDatabaseTest {
    private static final Duration LATE = Duration.ofMillis(2500);

    private final RunningSuite suite = RunningSuite.shared();

    @ParameterizedTest
    @ValueSource(strings = {"facilitator", "settlement-worker", "signer-service"})
    void startsAllTheSame(String service) throws Exception {
        // Given
        var refusing = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        CompletableFuture<FaultProxy> database = CompletableFuture.supplyAsync(
                () -> carryLate(refusing), task -> Thread.ofVirtual().start(task));
        String url =
                ServiceProcess.environmentOf(suite.service(service)).getOrDefault("QUARKUS_DATASOURCE_JDBC_URL", "");

        // When
        try (var process = ServiceProcess.start(
                suite,
                service,
                Map.of(
                        "QUARKUS_DATASOURCE_JDBC_URL",
                        url.replace(":" + databasePort() + "/", ":" + refusing.getLocalPort() + "/")))) {
            // Then
            process.management();
            assertThat(database).isCompleted();
            assertThat(process.complaints())
                    .as(String.join("\n", process.lines()))
                    .isEmpty();
        } finally {
            refusing.close();
            if (database.state() == Future.State.SUCCESS) {
                database.resultNow().close();
            }
        }
    }

    private int databasePort() {
        return 8432 + suite.shift();
    }

    /** Cuts connections off until the first one was a while ago, then carries them to the database. */
    private FaultProxy carryLate(ServerSocket refusing) {
        try {
            refusing.accept().close();
            long end = System.nanoTime() + LATE.toNanos();
            for (long left = LATE.toMillis(); left > 0; left = (end - System.nanoTime()) / 1_000_000) {
                refusing.setSoTimeout((int) left);
                try (Socket cut = refusing.accept()) {
                    assertThat(cut.isConnected()).isTrue();
                } catch (SocketTimeoutException e) {
                    break;
                }
            }
            int port = refusing.getLocalPort();
            refusing.close();
            return new FaultProxy(port, databasePort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
