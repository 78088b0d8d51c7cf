package dev.quittance.signer.measurement;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Register 1: the Java runtime's files, its options in their order, and the files that options bring into the process. */
final class Machine {
    /** What a runtime does not run: sources and symbols for compilers, headers, licences. */
    private static final Pattern INERT =
            Pattern.compile("lib/src\\.zip|lib/ct\\.sym|(include|jmods|legal|man|demo|sample)/.*");

    /** A cache of compiled code is different each time, so nobody could compute its digest again. */
    private static final Pattern UNMEASURABLE =
            Pattern.compile("-XX:(AOT(Cache|CacheOutput|Mode|Configuration)|CacheDataStore)=.*");

    private static final Pattern WITH_FILE =
            Pattern.compile("(?:-XX:SharedArchiveFile=|-javaagent:|-agentpath:)([^=]+)(?:=.*)?");

    private Machine() {}

    /**
     * Measures a runtime.
     *
     * @param options of the virtual machine, without class path, main class and arguments
     * @throws UnmeasurableException when an option brings in what cannot be measured
     */
    static SortedMap<String, byte[]> of(Path javaHome, List<String> options, Files384 files) throws IOException {
        var digests = new TreeMap<String, byte[]>();
        files.below(javaHome, name -> !INERT.matcher(name).matches())
                .forEach((name, digest) -> digests.put("runtime/" + name, digest));
        for (int i = 0; i < options.size(); i++) {
            String option = options.get(i);
            if (UNMEASURABLE.matcher(option).matches()) {
                throw new UnmeasurableException("the signer takes no AOT cache, remove " + option);
            }
            digests.put("option/%04d".formatted(i), Register.digest(option));
            Matcher file = WITH_FILE.matcher(option);
            if (file.matches()) {
                digests.put("file/%04d".formatted(i), files.digest(Path.of(file.group(1))));
            }
        }
        return digests;
    }
}
