package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.devstack.Nginx;
import dev.quittance.devstack.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is sent in HTTP/2 by somebody who wants something for nothing: to the gateway itself, and to an nginx that speaks HTTP/1.1
 * with it, before two different servers. Every stream is answered or ended, and whoever comes after it gets what is his.
 */
@SuppressWarnings("InlineFormatString") // A whole configuration.
class HostileStreamsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String FRONT_SERVER = "listen 127.0.0.1:%d http2;\n" + HostileRequestsTest.FRONT_SERVER;

    @TempDir
    private Path folder;

    private final Map<String, List<String>> matrix = new TreeMap<>();

    @Test
    void getNothingForNothingBehindNginx() throws Exception {
        Path program = HostileRequestsTest.nginx();
        try (var upstream = TellingUpstream.nginx(program, folder.resolve("upstream"))) {
            attack(program, upstream);
        }
    }

    @Test
    void getNothingForNothingBehindNode() throws Exception {
        Path program = HostileRequestsTest.nginx();
        try (var upstream = TellingUpstream.node(folder)) {
            attack(program, upstream);
        }
    }

    private void attack(Path program, TellingUpstream upstream) throws Exception {
        long seed = new SecureRandom().nextLong();
        var streams = new ArrayList<>(HostileStream.all());
        Collections.shuffle(streams, new Random(seed));
        var settings = Map.of("QUITTANCE_GATEWAY_HTTP2_CLEAR_TEXT", "true");
        String behind = "http://127.0.0.1:" + upstream.port();
        try (var service = LoneGateway.start(folder.resolve("gateway"), behind, settings)) {
            int gateway = service.http().getPort();
            int http2 = Ports.free();
            Path own = folder.resolve("front");
            String http = HostileRequestsTest.FRONT_HTTP.formatted(gateway);
            try (var _ = Nginx.start(program, own, http, FRONT_SERVER.formatted(http2))) {
                for (HostileStream stream : streams) {
                    for (int port : new int[] {gateway, http2}) {
                        String way = port == http2 ? "nginx in front" : "direct";
                        String what = "%s, %s, upstream %s, seed %d".formatted(stream, way, upstream.name(), seed);
                        String end = expectNothing(port, stream, what);
                        matrix.computeIfAbsent(stream.toString(), _ -> new ArrayList<>())
                                .add(way + " " + end);
                    }
                }
            }
            assertThat(service.lines()).noneMatch(line -> line.contains("Uncaught exception"));
        }
        System.out.println("Hostile streams before " + upstream.name() + ", seed " + seed + ":");
        matrix.forEach((stream, ends) -> System.out.println(stream + " | " + String.join(" | ", ends)));
        assertThat(upstream.leaks()).isEmpty();
    }

    /** Then somebody else asks, on the same connection while there is one, and gets what is his. */
    private static String expectNothing(int port, HostileStream stream, String what) throws IOException {
        String end;
        RawHttp2.Answer next;
        String mark = "/free?victim=" + Integer.toHexString(stream.toString().hashCode());
        try (var connection = RawHttp2.open(port, LIMIT)) {
            var answer = connection.ask(stream);
            end = answer.end();
            assertThat(answer.body()).as(what).doesNotContain(TellingUpstream.SECRET);
            assertThat(end).as(what).isNotIn("silent", "500", "101");
            next = end.equals("closed") ? new RawHttp2.Answer("closed", "") : connection.ask(HostileStream.get(mark));
        }
        if (next.end().equals("closed")) {
            try (var connection = RawHttp2.open(port, LIMIT)) {
                next = connection.ask(HostileStream.get(mark));
            }
        }
        assertThat(next).as("after " + what).isEqualTo(new RawHttp2.Answer("200", "asked " + mark));
        return end;
    }
}
