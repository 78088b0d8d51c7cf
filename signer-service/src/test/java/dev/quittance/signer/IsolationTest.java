package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.json.JsonObject;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@WithTestResource(SignerEnvironment.class)
class IsolationTest extends SignerTest {
    @Test
    void hasNoConnectionOfItsOwnButItsDatabases() throws Exception {
        JsonObject request = payment(account(alice(), "alice-main"), requirements());
        assertThat(client().post(alice(), PAYMENTS, request).status()).isEqualTo(200);
        client().get(admin(), CHANGES);

        List<OwnSockets.Socket> outbound = outbound();

        assertThat(outbound)
                .isNotEmpty()
                .allSatisfy(socket -> assertThat(socket.remotePort()).isEqualTo(databasePort()));
    }

    @Test
    void wouldSeeAnotherConnection() throws Exception {
        try (var elsewhere = new ServerSocket(0);
                var _ = new Socket(elsewhere.getInetAddress(), elsewhere.getLocalPort())) {
            // The test's own listener is in this process too; what counts is that its caller is found.
            assertThat(OwnSockets.all())
                    .anySatisfy(socket -> assertThat(socket.remotePort()).isEqualTo(elsewhere.getLocalPort()));
        }
    }

    /** The key was drawn, sealed, opened and used in this process; the dump holds what is garbage, too. */
    @Test
    void leavesNoAccountKeyOnTheHeap(@TempDir Path folder) throws Exception {
        String name = unique("canary");
        agree(client().post(
                        admin(),
                        ACCOUNTS,
                        JsonObject.builder()
                                .put("principal", "erin")
                                .put("name", name)
                                .put("kind", "payer")
                                .build()));
        Address account = account(erin(), name);
        for (int i = 0; i < 10; i++) {
            assertThat(client().post(erin(), PAYMENTS, payment(account, requirements()))
                            .status())
                    .isEqualTo(200);
        }

        Path dump = folder.resolve("heap.hprof");
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(dump.toString(), false);

        // Only now may this process know the key in another way.
        byte[] secret = new Unsealing(config, dataSource).open(account);
        var search = new ByteSearch(dump);
        assertThat(search.finds(name.getBytes(StandardCharsets.UTF_8)))
                .as("the dump is one of this process")
                .isTrue();
        assertThat(search.finds(secret)).isFalse();
        assertThat(search.finds(HexFormat.of().formatHex(secret).getBytes(StandardCharsets.US_ASCII)))
                .isFalse();
        assertThat(Files.size(dump)).isGreaterThan(1_000_000);
    }

    /** What this process connected to: neither accepted here, nor the test's own calls to the service. */
    private static List<OwnSockets.Socket> outbound() throws Exception {
        List<OwnSockets.Socket> all = OwnSockets.all();
        Set<Integer> served = all.stream()
                .filter(OwnSockets.Socket::listens)
                .map(OwnSockets.Socket::localPort)
                .collect(Collectors.toSet());
        return all.stream()
                .filter(socket -> !served.contains(socket.localPort()) && !served.contains(socket.remotePort()))
                .filter(socket -> socket.remotePort() != 0)
                .toList();
    }

    private int databasePort() {
        String url = config.getValue("quarkus.datasource.jdbc.url", String.class);
        return URI.create(url.substring("jdbc:".length())).getPort();
    }
}
