package dev.quittance.devstack;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The Node packages that the lock file in {@code devstack/contracts} pins: the EVM node and the Solidity compiler. */
public final class NodePackages {
    private static final long INSTALL_LIMIT_MINUTES = 5;

    private NodePackages() {}

    /**
     * The anvil to run: the one on the PATH, else the pinned one, which is installed when it is missing. It is the program
     * itself, not its Node wrapper, so that its pid is ours to watch.
     *
     * @throws DevstackException when there is neither anvil nor npm
     */
    static Path anvil() {
        return Executables.find("anvil").orElseGet(() -> {
            Path program = pinnedAnvil();
            if (!Files.isExecutable(program)) {
                install();
            }
            if (!Files.isExecutable(program)) {
                throw new DevstackException(
                        "no anvil for this platform in npm; install Foundry's anvil and put it on the PATH");
            }
            return program;
        });
    }

    private static Path pinnedAnvil() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        String machine = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        return Project.contracts()
                .resolve("node_modules", "@foundry-rs", "anvil-" + system + "-" + machine, "bin", "anvil");
    }

    /**
     * Installs what the lock file pins, unless it is there. One process at a time does it; others wait.
     *
     * @throws DevstackException when npm is missing or fails
     */
    public static void install() {
        Path folder = Project.contracts();
        Path npm = Executables.find("npm")
                .orElseThrow(
                        () -> new DevstackException(
                                "the local chain needs anvil on the PATH, or Node 20 with npm to install it: neither was found"));
        Path target = folder.resolveSibling("target");
        try {
            Files.createDirectories(target);
            try (var channel = FileChannel.open(
                            target.resolve("npm.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var lock = channel.lock()) {
                if (lock.isValid() && !installed(folder)) {
                    run(npm, folder, target.resolve("npm.log"));
                }
            }
        } catch (IOException e) {
            throw new DevstackException("npm ci in " + folder + " failed: " + e.getMessage(), e);
        }
    }

    private static boolean installed(Path folder) {
        // npm writes this file last.
        return Files.exists(folder.resolve("node_modules", ".package-lock.json"));
    }

    private static void run(Path npm, Path folder, Path log) throws IOException {
        Process process = new ProcessBuilder(npm.toString(), "ci", "--no-audit", "--no-fund", "--ignore-scripts")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(log.toFile()))
                .start();
        try {
            if (!process.waitFor(INSTALL_LIMIT_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new DevstackException("npm ci did not end within " + INSTALL_LIMIT_MINUTES + " min, see " + log);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new DevstackException("interrupted while npm installed", e);
        }
        if (process.exitValue() != 0) {
            throw new DevstackException("npm ci failed, see " + log);
        }
    }
}
