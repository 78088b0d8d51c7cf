package dev.quittance.bench;

import dev.quittance.devstack.Ports;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real nginx that passes everything to an upstream, with as many workers as there are processors. */
final class Nginx implements AutoCloseable {
    private static final long COMMAND_SECONDS = 120;
    private static final int READY_LOOKS = 100;

    private final Process process;
    private final int port;

    private Nginx(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts the machine's nginx, or one that apt downloads into the folder without installing it.
     *
     * @return nothing where there is none to be had
     */
    static Optional<Nginx> before(int upstreamPort, Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("tmp"));
        var program = program(folder);
        if (program.isEmpty()) {
            return Optional.empty();
        }
        int port = Ports.free();
        Path configuration = Files.writeString(folder.resolve("nginx.conf"), configuration(folder, port, upstreamPort));
        Process process = new ProcessBuilder(
                        program.get().toString(),
                        "-p",
                        folder.toString(),
                        "-c",
                        configuration.toString(),
                        "-e",
                        folder.resolve("error.log").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx.log").toFile())
                .start();
        var nginx = new Nginx(process, port);
        nginx.awaitReady();
        return Optional.of(nginx);
    }

    int port() {
        return port;
    }

    private static String configuration(Path folder, int port, int upstreamPort) {
        return """
                daemon off;
                worker_processes auto;
                pid %1$s/nginx.pid;
                events { worker_connections 4096; }
                http {
                  access_log off;
                  client_body_temp_path %1$s/tmp/body;
                  proxy_temp_path %1$s/tmp/proxy;
                  fastcgi_temp_path %1$s/tmp/fastcgi;
                  uwsgi_temp_path %1$s/tmp/uwsgi;
                  scgi_temp_path %1$s/tmp/scgi;
                  keepalive_requests 1000000000;
                  upstream bench { server 127.0.0.1:%3$d; keepalive 64; keepalive_requests 1000000000; }
                  server {
                    listen 127.0.0.1:%2$d;
                    location / {
                      proxy_pass http://bench;
                      proxy_http_version 1.1;
                      proxy_set_header Connection "";
                      proxy_set_header Host $host;
                      proxy_set_header X-Forwarded-For $remote_addr;
                      proxy_set_header X-Forwarded-Proto $scheme;
                      proxy_set_header X-Forwarded-Host $http_host;
                    }
                  }
                }
                """.formatted(folder, port, upstreamPort);
    }

    private static Optional<Path> program(Path folder) throws IOException, InterruptedException {
        Path unpacked = folder.resolve("usr/sbin/nginx");
        var places = Stream.concat(
                Stream.of(String.valueOf(System.getenv("PATH")).split(File.pathSeparator, -1))
                        .filter(place -> !place.isEmpty())
                        .map(place -> Path.of(place, "nginx")),
                Stream.of(Path.of("/usr/sbin/nginx"), unpacked));
        var found = places.filter(Files::isExecutable).findFirst();
        if (found.isPresent()) {
            return found;
        }
        if (!run(folder, "apt-get", "download", "-q", "nginx")
                && !(run(folder, "apt-get", "update", "-q") && run(folder, "apt-get", "download", "-q", "nginx"))) {
            return Optional.empty();
        }
        try (var files = Files.newDirectoryStream(folder, "nginx_*.deb")) {
            for (Path archive : files) {
                run(folder, "dpkg-deb", "-x", archive.toString(), folder.toString());
            }
        }
        return Optional.of(unpacked).filter(Files::isExecutable);
    }

    private static boolean run(Path folder, String... command) throws InterruptedException {
        try {
            var process = new ProcessBuilder(List.of(command))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("apt.log").toFile())
                    .start();
            if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private void awaitReady() throws InterruptedException {
        for (int look = 0; look < READY_LOOKS; look++) {
            try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        }
        close();
        throw new BenchFailedException("nginx does not start; see its log beside those of the suite");
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }
}
