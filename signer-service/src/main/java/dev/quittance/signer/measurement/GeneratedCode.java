package dev.quittance.signer.measurement;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The jar that Quarkus generates. Most of its classes are the same in each build and are measured byte by byte. Its recorded
 * start-up classes are not: their statements come in the order in which build steps happened to end, and values pass between
 * them under names that are counted in that order. Of these, {@link Statements} are measured, without their order, and with
 * each such name replaced by what it stands for.
 */
final class GeneratedCode {
    static final String JAR = "quarkus/generated-bytecode.jar";

    private static final Pattern RECORDED = Pattern.compile(
            "io/quarkus/runner/recorded/.*\\.class|io/quarkus/runtime/generated/.*\\.class|.*_Synthetic_Bean\\.class");

    /** Describes the endpoints in objects that point at each other, whose order no value escapes. */
    private static final String ENDPOINTS = "io/quarkus/runner/recorded/ResteasyReactiveProcessor$setupDeployment";

    /** How far back the meaning of a name is followed. */
    private static final int ROUNDS = 6;

    private GeneratedCode() {}

    /** Digests of the entries by their name. */
    static SortedMap<String, byte[]> of(Path jar) throws IOException {
        var digests = new TreeMap<String, byte[]>();
        var recorded = new TreeMap<String, byte[]>();
        try (var zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry :
                    zip.stream().filter(each -> !each.isDirectory()).toList()) {
                byte[] content = zip.getInputStream(entry).readAllBytes();
                if (RECORDED.matcher(entry.getName()).matches()) {
                    recorded.put(entry.getName(), content);
                } else {
                    digests.put(entry.getName(), Register.sha384().digest(content));
                }
            }
        }
        digests.putAll(normalized(recorded));
        return digests;
    }

    private static Map<String, byte[]> normalized(SortedMap<String, byte[]> classes) {
        Map<String, String> meanings = Map.of();
        var read = new TreeMap<String, Statements>();
        for (int round = 0; round < ROUNDS; round++) {
            Map<String, String> known = meanings;
            classes.forEach((name, content) -> {
                Statements before = read.get(name);
                if (before == null || !before.holdUnder(known)) {
                    read.put(name, Statements.of(content, known, !name.startsWith(ENDPOINTS)));
                }
            });
            meanings = joined(read.values());
            if (meanings.equals(known)) {
                // Another round would say the same.
                break;
            }
        }
        var digests = new TreeMap<String, byte[]>();
        read.forEach((name, statements) -> digests.put(name, digest(statements.lines())));
        return digests;
    }

    private static Map<String, String> joined(Collection<Statements> classes) {
        var definitions = new HashMap<String, List<String>>();
        for (Statements each : classes) {
            each.definitions()
                    .forEach((name, said) -> definitions
                            .computeIfAbsent(name, _ -> new ArrayList<>())
                            .addAll(said));
        }
        var meanings = new HashMap<String, String>();
        definitions.forEach((name, each) ->
                meanings.put(name, String.join(" ", each.stream().sorted().toList())));
        meanings.replaceAll((_, text) -> Statements.hash(text));
        return meanings;
    }

    private static byte[] digest(List<String> lines) {
        MessageDigest digest = Register.sha384();
        var sorted = new ArrayList<>(lines);
        sorted.sort(null);
        return digest.digest(String.join("\n", sorted).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
