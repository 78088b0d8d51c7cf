package dev.quittance.devstack.suite;

import com.sun.net.httpserver.HttpServer;
import dev.quittance.devstack.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.IntStream;

/** Stands in for a Quarkus service: a jar of its own that answers its health check. */
final class FakeService {
    private FakeService() {}

    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(System.getenv("MANAGEMENT_PORT"));
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/q/health/ready", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    static List<ServiceSpec> specs(Path jar, SuitePorts ports) {
        int management = ports.management(ports.gateway());
        return List.of(new ServiceSpec(
                "gateway",
                jar,
                ports.gateway(),
                management,
                List.of("-Xmx32m", "-XX:TieredStopAtLevel=1"),
                wiring -> Map.of("MANAGEMENT_PORT", Integer.toString(management))));
    }

    static Path jar(Path folder) throws IOException {
        Path jar = folder.resolve("fake.jar");
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, FakeService.class.getName());
        String entry = FakeService.class.getName().replace('.', '/') + ".class";
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                var in = Objects.requireNonNull(
                        FakeService.class.getClassLoader().getResourceAsStream(entry))) {
            out.putNextEntry(new JarEntry(entry));
            in.transferTo(out);
        }
        return jar;
    }

    /** Ports that are free now, below those that the system hands out to clients. */
    static SuitePorts freePorts() {
        return IntStream.range(0, 100)
                .mapToObj(attempt -> new SuitePorts(ThreadLocalRandom.current().nextInt(2_000, 23_000)))
                .filter(ports -> ports.ofParts().keySet().stream().allMatch(Ports::isFree)
                        && Ports.isFree(ports.gateway())
                        && Ports.isFree(ports.management(ports.gateway())))
                .findFirst()
                .orElseThrow();
    }
}
