package dev.quittance.e2e;

import dev.quittance.devstack.Nginx;
import dev.quittance.devstack.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/** A server behind a gateway that reads requests as its kind does, and tells which of them it took for the priced path. */
@SuppressWarnings("InlineFormatString") // Whole configurations read better beside each other than inside a method.
record TellingUpstream(String name, int port, Runnable stop, Callable<List<String>> told) implements AutoCloseable {
    /** What only those may see who paid. */
    static final String SECRET = "THE-PRICED-CONTENT";

    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Decodes and normalises as Node programs do, on Windows too, and tells on standard output what it takes for priced. */
    private static final String NODE = """
            const server = require('http').createServer((request, response) => {
              let path = request.url.split('?')[0];
              try { path = decodeURIComponent(path); } catch { }
              path = require('path').posix.normalize(path.replaceAll('\\\\', '/')).toLowerCase();
              path = path.replace(/(:[^\\/]*\\$[^\\/]*|[. ]+)(?=\\/|$)/g, '');
              const priced = /^\\/*dear([/;]|$)/.test(path) || request.headers['x-original-url'];
              if (priced) console.log('LEAK ' + request.method + ' ' + request.url);
              request.resume();
              response.end(priced ? '%s' : 'asked ' + request.url);
            });
            server.on('upgrade', (request, socket) => { console.log('LEAK upgrade ' + request.url); socket.end(); });
            server.listen(%d, '127.0.0.1', () => console.log('READY'));
            """;

    private static final String PRICED_HTTP = """
            log_format told '$request';
            map $uri $leak { default 0; "~*^/+dear([/;]|$)" 1; }
            """;
    private static final String PRICED_SERVER = """
            access_log %s/leaks.log told if=$leak;
            location / { return 200 "asked $request_uri"; }
            location ~* "^/+dear([/;]|$)" { return 200 "%s"; }
            """;

    static TellingUpstream nginx(Path program, Path folder) throws IOException {
        Files.createDirectories(folder);
        var server = Nginx.start(program, folder, PRICED_HTTP, PRICED_SERVER.formatted(folder, SECRET));
        return new TellingUpstream(
                "nginx", server.port(), server::close, () -> Files.readAllLines(folder.resolve("leaks.log")));
    }

    static TellingUpstream node(Path folder) throws IOException, InterruptedException {
        int port = Ports.free();
        var server = LoggedProcess.start(folder, List.of("node", "-e", NODE.formatted(SECRET, port)));
        server.awaitLine("READY", LIMIT);
        return new TellingUpstream(
                "node",
                port,
                server::close,
                () -> server.lines().stream()
                        .filter(line -> line.startsWith("LEAK"))
                        .toList());
    }

    /** The requests that it took for the priced path. */
    List<String> leaks() throws Exception {
        return told.call();
    }

    @Override
    public void close() {
        stop.run();
    }
}
