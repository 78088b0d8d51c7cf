package dev.quittance.signer.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaleSocketsTest {
    @TempDir
    Path folder;

    @Test
    void removesTheSocketOfAnEarlierRun() throws IOException {
        Path socket = folder.resolve("s");
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThat(socket).exists();

        StaleSockets.removeSocket(socket);

        assertThat(socket).doesNotExist();
    }

    @Test
    void leavesWhatIsNoSocket() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        StaleSockets.removeSocket(file);

        assertThat(file).exists();
    }

    @Test
    void isContentWithNothing() {
        StaleSockets.removeSocket(folder.resolve("none"));
    }
}
