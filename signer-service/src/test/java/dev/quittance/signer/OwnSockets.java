package dev.quittance.signer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The TCP sockets of this process, as the kernel lists them. */
final class OwnSockets {
    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final String LISTENS = "0A";

    private OwnSockets() {}

    /** One socket; the remote port is 0 of one that listens. */
    record Socket(int localPort, int remotePort, boolean listens) {}

    /** All of them, of both address families. */
    static List<Socket> all() throws IOException {
        Set<String> own = inodes();
        var sockets = new ArrayList<Socket>();
        for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] columns = line.strip().split("\\s+", -1);
                if (columns.length > INODE && own.contains(columns[INODE])) {
                    sockets.add(
                            new Socket(port(columns[LOCAL]), port(columns[REMOTE]), columns[STATE].equals(LISTENS)));
                }
            }
        }
        return sockets;
    }

    private static Set<String> inodes() throws IOException {
        var inodes = new HashSet<String>();
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            for (Path file : files.toList()) {
                target(file)
                        .filter(name -> name.startsWith("socket:["))
                        .ifPresent(name -> inodes.add(name.substring("socket:[".length(), name.length() - 1)));
            }
        }
        return inodes;
    }

    /** A descriptor may be closed meanwhile, as that of the folder itself is. */
    private static Optional<String> target(Path file) {
        try {
            return Optional.of(Files.readSymbolicLink(file).toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
    }
}
