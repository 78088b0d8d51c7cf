package dev.quittance.e2e;

import dev.quittance.protocol.token.ClientCertificate;
import dev.quittance.protocol.token.SignerTrust;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** Ends its callers' TLS with a certificate of its own, and passes all bytes on to a server over another TLS connection. */
final class TlsRelay implements AutoCloseable {
    private final SSLServerSocket listening;
    private final SSLContext context;
    private final int target;
    private final AtomicInteger relayed = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * Listens at a free port.
     *
     * @param certificate that callers are shown, with its key
     * @param target the server's port
     * @param trusted the server's certificate
     */
    TlsRelay(Path certificate, Path key, int target, Path trusted) throws IOException {
        this.target = target;
        this.context = SignerTrust.context(
                Optional.of(Files.readString(trusted)),
                Optional.of(ClientCertificate.parse(Files.readString(certificate), Files.readString(key))));
        this.listening = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 0, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    URI uri() {
        return URI.create("https://localhost:" + listening.getLocalPort());
    }

    /** How many connections it passed on. */
    int relayed() {
        return relayed.get();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket caller = listening.accept();
                Socket server = context.getSocketFactory().createSocket("localhost", target);
                relayed.incrementAndGet();
                threads.execute(() -> pump(caller, server));
                threads.execute(() -> pump(server, caller));
            } catch (IOException _) {
                // It is closed, or somebody went: the next one is waited for.
            }
        }
    }

    private static void pump(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException _) {
            // One end went, and so both do.
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        threads.shutdownNow();
    }
}
