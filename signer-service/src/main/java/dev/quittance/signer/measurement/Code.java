package dev.quittance.signer.measurement;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Register 0: every file of the application's folder, with the native libraries that lie in its jars. */
final class Code {
    static final String RUNNER = "quarkus-run.jar";

    /** They tell of the build; nothing of them runs. */
    private static final Set<String> INERT = Set.of("sbom.cdx.json", "app.classlist", "quarkus-app-dependencies.txt");

    private Code() {}

    /** A packaged application. */
    static SortedMap<String, byte[]> in(Path app, Files384 files) throws IOException {
        var digests = files.below(app, name -> !INERT.contains(name) && !name.equals(GeneratedCode.JAR));
        GeneratedCode.of(app.resolve(GeneratedCode.JAR))
                .forEach((name, digest) -> digests.put(GeneratedCode.JAR + "!" + name, digest));
        return digests;
    }

    /** What this process runs: a packaged application, or, in tests, the entries of its class path. */
    static SortedMap<String, byte[]> running(String classPath, Files384 files) throws IOException {
        Path first = Path.of(classPath.split(":", 2)[0]).toAbsolutePath();
        Path folder = first.getParent();
        if (first.endsWith(RUNNER) && folder != null) {
            return in(folder, files);
        }
        var digests = new TreeMap<String, byte[]>();
        for (String entry : classPath.split(":", -1)) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                files.below(path, _ -> true).forEach((name, digest) -> digests.put(entry + "/" + name, digest));
            } else if (Files.exists(path)) {
                digests.put(entry, files.digest(path));
            }
        }
        return digests;
    }
}
