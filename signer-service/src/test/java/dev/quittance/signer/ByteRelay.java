package dev.quittance.signer;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Carries bytes from a port onto a Unix socket and back, as the ingress of a deployment does; it keeps what it carried. */
final class ByteRelay implements Closeable {
    private final ServerSocketChannel server;
    private final Path socket;
    private final Queue<byte[]> carried = new ConcurrentLinkedQueue<>();

    ByteRelay(Path socket) throws IOException {
        this.socket = socket;
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofPlatform().daemon().start(this::accept);
    }

    int port() throws IOException {
        return ((InetSocketAddress) server.getLocalAddress()).getPort();
    }

    Iterable<byte[]> carried() {
        return carried;
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel caller = server.accept();
                SocketChannel signer = SocketChannel.open(StandardProtocolFamily.UNIX);
                signer.connect(UnixDomainSocketAddress.of(socket));
                Thread.ofPlatform().daemon().start(() -> carry(caller, signer));
                Thread.ofPlatform().daemon().start(() -> carry(signer, caller));
            }
        } catch (IOException e) {
            // Closed: the test is over, or the signer does not listen, which the caller then sees.
        }
    }

    private void carry(SocketChannel from, SocketChannel to) {
        var buffer = ByteBuffer.allocate(16 * 1024);
        try (from;
                to) {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                byte[] bytes = new byte[buffer.remaining()];
                buffer.get(bytes);
                carried.add(bytes);
                var out = ByteBuffer.wrap(bytes);
                while (out.hasRemaining()) {
                    to.write(out);
                }
                buffer.clear();
            }
        } catch (IOException e) {
            // One side ended; so does the other.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
