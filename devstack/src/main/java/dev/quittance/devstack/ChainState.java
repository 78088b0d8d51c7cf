package dev.quittance.devstack;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPInputStream;

/** The file that a chain's state is kept in. It is replaced whole, so that a kill leaves the old state or the new one. */
final class ChainState {
    private final Path file;
    private final Path next;
    private long savedHead = -1;
    private boolean saved;

    ChainState(Path folder) {
        this.file = folder.resolve("chain.json");
        this.next = folder.resolve("chain.json.next");
    }

    Path file() {
        return file;
    }

    boolean exists() {
        return Files.exists(file);
    }

    /** Saves when a transaction was mined since the last look, or when {@code force} is set. */
    synchronized void save(JsonRpc rpc, boolean force) {
        long head = Chain.quantity(rpc.call("eth_blockNumber")).longValueExact();
        if (force || !saved || transacted(rpc, head)) {
            write(rpc);
        }
        savedHead = head;
    }

    private boolean transacted(JsonRpc rpc, long head) {
        for (long block = savedHead + 1; block <= head; block++) {
            var count = rpc.call("eth_getBlockTransactionCountByNumber", "0x" + Long.toHexString(block));
            if (Chain.quantity(count).signum() > 0) {
                return true;
            }
        }
        return false;
    }

    private void write(JsonRpc rpc) {
        // Without the states of earlier blocks: with blocks every two seconds the node keeps 1,500 of them, a quarter
        // of a gigabyte, whatever it is told. It answers with gzip in hexadecimal, but loads plain JSON at its start.
        try (var in = new GZIPInputStream(rpc.bytes("anvil_dumpState", false));
                var channel = FileChannel.open(
                        next,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            in.transferTo(Channels.newOutputStream(channel));
            channel.force(true);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            saved = true;
        } catch (IOException e) {
            throw new DevstackException("the chain's state cannot be written to " + file + ": " + e.getMessage(), e);
        }
    }
}
