package dev.quittance.e2e.crash;

import dev.quittance.e2e.crash.agent.CrashAgent;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** The agent as a JVM takes it: its package in a jar. */
public final class CrashAgentJar {
    private static final String NAME = "crash.jar";

    private CrashAgentJar() {}

    /** Writes the jar into a folder. */
    public static Path writeTo(Path folder) throws IOException {
        Path jar = Files.createDirectories(folder).resolve(NAME);
        Path classes = classes();
        String agent = CrashAgent.class.getPackageName().replace('.', '/');
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest());
                var files = Files.list(classes.resolve(agent))) {
            for (Path file : files.sorted().toList()) {
                out.putNextEntry(new JarEntry(agent + "/" + file.getFileName()));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
        return jar;
    }

    /** On the boot class path, where every class loader of a process finds what the places call. */
    private static Manifest manifest() {
        var manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Premain-Class", CrashAgent.class.getName());
        main.putValue("Boot-Class-Path", NAME);
        return manifest;
    }

    private static Path classes() {
        try {
            return Path.of(CrashAgent.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the classes' own folder is a URI", e);
        }
    }
}
