package dev.quittance.devstack;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/** Node packages that lock files pin: the EVM node and the Solidity compiler, and the official packages that tests run against. */
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
                if (!canBeInstalled()) {
                    throw new DevstackException(
                            "the local chain needs anvil on the PATH, or Node 20 with npm to install it: neither was found");
                }
                install(Project.contracts());
            }
            if (!Files.isExecutable(program)) {
                throw new DevstackException(
                        "no anvil for this platform in npm; install Foundry's anvil and put it on the PATH");
            }
            return program;
        });
    }

    /** npm carries it for Linux on amd64; it is skipped on other platforms. */
    private static Path pinnedAnvil() {
        return Project.contracts().resolve(Path.of("node_modules", "@foundry-rs", "anvil-linux-amd64", "bin", "anvil"));
    }

    /** Whether there is an npm to install with. */
    public static boolean canBeInstalled() {
        return Executables.find("npm").isPresent();
    }

    /**
     * Installs what the folder's lock file pins, unless it is there. One process at a time does it; others wait.
     *
     * @throws DevstackException when npm is missing or fails
     */
    public static synchronized void install(Path folder) {
        Path npm = Executables.find("npm")
                .orElseThrow(() -> new DevstackException("the packages of " + folder + " need Node 20 with npm"));
        Path target = folder.resolveSibling("target");
        String name = "npm-" + folder.getFileName();
        try {
            Files.createDirectories(target);
            try (var channel = FileChannel.open(
                            target.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var lock = channel.lock()) {
                if (lock.isValid() && !installed(folder)) {
                    run(npm, folder, target.resolve(name + ".log"));
                }
            }
        } catch (IOException e) {
            throw new DevstackException("npm ci in " + folder + " failed: " + e.getMessage(), e);
        }
    }

    /** npm writes its own lock file last; one that is older than ours stands for other versions. */
    private static boolean installed(Path folder) throws IOException {
        Path done = folder.resolve("node_modules").resolve(".package-lock.json");
        return Files.exists(done)
                && Files.getLastModifiedTime(done)
                                .compareTo(Files.getLastModifiedTime(folder.resolve("package-lock.json")))
                        >= 0;
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
