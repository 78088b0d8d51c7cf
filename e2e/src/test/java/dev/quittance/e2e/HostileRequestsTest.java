package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.quittance.devstack.Nginx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What somebody sends who wants something for nothing, over raw sockets, through a real nginx and directly, to a gateway before
 * two different servers. Each of these says what it understood: nothing that it takes for the priced path may have reached it, and
 * nobody may get an answer to another's request.
 */
@SuppressWarnings("InlineFormatString") // Whole configurations read better beside each other than inside a method.
class HostileRequestsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int QUIET_MS = 1_500;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}) ");

    static final String FRONT_HTTP = """
            upstream gateway { server 127.0.0.1:%d; keepalive 1; }
            """;
    static final String FRONT_SERVER = """
            location / {
              proxy_pass http://gateway;
              proxy_http_version 1.1;
              proxy_set_header Host $http_host;
              proxy_set_header Connection "";
              proxy_request_buffering off;
            }
            """;

    @TempDir
    private Path folder;

    private final Map<String, List<String>> matrix = new TreeMap<>();

    @Test
    void getNothingForNothingBehindNginx() throws Exception {
        Path program = nginx();
        try (var upstream = TellingUpstream.nginx(program, folder.resolve("upstream"))) {
            attack(program, upstream);
        }
    }

    @Test
    void getNothingForNothingBehindNode() throws Exception {
        Path program = nginx();
        try (var upstream = TellingUpstream.node(folder)) {
            attack(program, upstream);
        }
    }

    static Path nginx() {
        var program = Nginx.program();
        if (program.isEmpty()) {
            System.err.println("SKIPPED: " + HostileRequest.all().size()
                    + " hostile requests need nginx, and this user cannot install it");
            abort("no nginx");
        }
        return program.orElseThrow();
    }

    private void attack(Path program, TellingUpstream upstream) throws Exception {
        long seed = new SecureRandom().nextLong();
        var requests = new ArrayList<>(HostileRequest.all());
        Collections.shuffle(requests, new Random(seed));
        try (var service =
                LoneGateway.start(folder.resolve("gateway"), "http://127.0.0.1:" + upstream.port(), Map.of())) {
            URI gateway = service.http();
            Path own = folder.resolve("front");
            try (var front = Nginx.start(program, own, FRONT_HTTP.formatted(gateway.getPort()), FRONT_SERVER)) {
                for (HostileRequest request : requests) {
                    for (int port : new int[] {gateway.getPort(), front.port()}) {
                        String answer = exchange(port, request.bytes());
                        String way = port == front.port() ? "nginx in front" : "direct";
                        String row = "%-8s %-26s".formatted(request.kind(), request.name());
                        matrix.computeIfAbsent(row, _ -> new ArrayList<>()).add(way + " " + statuses(answer));
                        assertThat(answer)
                                .as("%s, %s, upstream %s, seed %d", request, way, upstream.name(), seed)
                                .doesNotContain(TellingUpstream.SECRET);
                        assertThat(statuses(answer))
                                .as("%s, %s, upstream %s, seed %d", request, way, upstream.name(), seed)
                                .doesNotContain("500", "101");
                        expectOwnAnswer(port, request, seed);
                    }
                }
            }
            assertThat(service.complaints().stream().map(Object::toString))
                    .noneMatch(line -> line.contains("Exception") && line.contains("Unhandled"));
        }
        System.out.println("Hostile requests before " + upstream.name() + ", seed " + seed + ":");
        matrix.forEach((row, cells) -> System.out.println(row + " | " + String.join(" | ", cells)));
        matrix.clear();
        assertThat(upstream.leaks()).isEmpty();
    }

    /** Somebody else asks right after, over the same pool of connections, and gets what is his. */
    private static void expectOwnAnswer(int port, HostileRequest attack, long seed) throws IOException {
        String mark = "/free?victim=" + Integer.toHexString(attack.toString().hashCode());
        String answer = exchange(
                port,
                ("GET " + mark + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        assertThat(answer)
                .as("after %s, seed %d", attack, seed)
                .startsWith("HTTP/1.1 200 ")
                .contains("asked " + mark);
    }

    private static String statuses(String answer) {
        var all = STATUS.matcher(answer).results().map(found -> found.group(1)).toList();
        return all.isEmpty() ? "closed" : String.join(" ", all);
    }

    /** Sends all of it, and reads until nothing comes any more: an answer too many would be what matters. */
    private static String exchange(int port, byte[] bytes) throws IOException {
        var answer = new StringBuilder();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            byte[] buffer = new byte[65_536];
            int count;
            while ((count = socket.getInputStream().read(buffer)) > 0) {
                answer.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
                socket.setSoTimeout(QUIET_MS);
            }
        } catch (SocketTimeoutException e) {
            return answer.toString();
        } catch (IOException e) {
            // A reset is an answer too.
            return answer.toString();
        }
        return answer.toString();
    }
}
