package dev.quittance.signer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks for bytes in a file that is too large for an array. */
final class ByteSearch {
    private static final int BLOCK = 1 << 20;

    private final Path file;

    ByteSearch(Path file) {
        this.file = file;
    }

    boolean finds(byte[] wanted) throws IOException {
        byte[] block = new byte[BLOCK + wanted.length];
        int kept = 0;
        try (InputStream in = Files.newInputStream(file)) {
            int read = in.readNBytes(block, kept, BLOCK);
            while (read > 0) {
                int end = kept + read;
                if (isWithin(block, end, wanted)) {
                    return true;
                }
                int tail = Math.min(wanted.length - 1, end);
                System.arraycopy(block, end - tail, block, 0, tail);
                kept = tail;
                read = in.readNBytes(block, kept, BLOCK);
            }
        }
        return false;
    }

    private static boolean isWithin(byte[] block, int end, byte[] wanted) {
        for (int start = 0; start + wanted.length <= end; start++) {
            int matched = 0;
            while (matched < wanted.length && block[start + matched] == wanted[matched]) {
                matched++;
            }
            if (matched == wanted.length) {
                return true;
            }
        }
        return false;
    }
}
