package dev.quittance.devstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A real nginx on a port of its own, for tests that want one in front of or behind a service. */
public final class Nginx implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(20);

    private final Child child;
    private final int port;

    private Nginx(Child child, int port) {
        this.child = child;
        this.port = port;
    }

    /** Where the program is, installed if need be. */
    public static Optional<Path> program() {
        return DebianPrograms.find("nginx", "nginx-light");
    }

    /**
     * Starts it.
     *
     * @param folder its own
     * @param http what stands in its {@code http} block before the server, such as caches, groups and log formats
     * @param server what stands in its {@code server} block beside {@code listen}
     */
    public static Nginx start(Path program, Path folder, String http, String server) throws IOException {
        int port = Ports.free();
        Files.createDirectories(folder.resolve("tmp"));
        String temporary = folder.resolve("tmp").toString();
        Path config = Files.writeString(
                folder.resolve("nginx.conf"), """
                daemon off;
                pid %1$s/nginx.pid;
                %6$s
                error_log %1$s/error.log;
                worker_processes 1;
                events { worker_connections 512; }
                http {
                  access_log off;
                  client_body_temp_path %2$s/body; proxy_temp_path %2$s/proxy; fastcgi_temp_path %2$s/fastcgi;
                  uwsgi_temp_path %2$s/uwsgi; scgi_temp_path %2$s/scgi;
                  %3$s
                  server { listen 127.0.0.1:%4$d; %5$s }
                }
                """.formatted(folder, temporary, http, port, server, user()));
        var command = List.of(program.toString(), "-p", folder.toString(), "-c", config.toString());
        var nginx = new Nginx(Child.start("nginx", command, Map.of(), folder.resolve("nginx.log")), port);
        nginx.awaitStart(folder);
        return nginx;
    }

    /** As root it would make its worker somebody who may not read a folder of root's. */
    private static String user() {
        return "root".equals(System.getProperty("user.name")) ? "user root;" : "";
    }

    public int port() {
        return port;
    }

    private void awaitStart(Path folder) throws IOException {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    close();
                    throw new DevstackException(
                            "nginx does not start: " + Files.readString(folder.resolve("nginx.log")), e);
                }
                LockSupport.parkNanos(POLL.toNanos());
            }
        }
    }

    @Override
    public void close() {
        child.stop(START_LIMIT);
    }
}
