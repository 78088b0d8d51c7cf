package dev.quittance.signer.measurement;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Register 2: what the process is told beyond the defaults that lie in its jars: environment variables, and files in folders of
 * settings. Names are compared as environment variables: {@code quittance.signer.x} is {@code QUITTANCE_SIGNER_X}. What
 * options of the virtual machine set is in register 1.
 */
final class Settings {
    private static final Pattern OURS = Pattern.compile("(_[A-Z0-9_]+_)?(QUITTANCE|QUARKUS|SMALLRYE|MP)_.*");
    private static final String FOLDERS = "SMALLRYE_CONFIG_SOURCE_FILE_LOCATIONS";
    private static final Pattern UNMEASURABLE = Pattern.compile("(SMALLRYE|QUARKUS)_CONFIG_LOCATIONS");
    private static final List<String> FILES = List.of(".env", "config/application.properties");

    /** How a value is measured. */
    private enum Treatment {
        /** As it is. */
        WHOLE,
        /** That it is set, not to what: a secret, a place on this host, or an address. */
        NAME,
        /** A database's URL without host and port. */
        WITHOUT_HOST,
        /** Not at all. */
        NOT
    }

    /** The first rule that fits a name; docs/security.md repeats the table. */
    private enum Rule {
        SECRETS(".*_PASSWORD", Treatment.NAME),
        RESTORATION("QUITTANCE_SIGNER_LEASE_DATABASE_RESTORED", Treatment.NOT),
        // A manifest names the measurement and cannot be part of it; the former sealing key is named once.
        CEREMONY("QUITTANCE_SIGNER_(MANIFEST|SEALING_KEY)_FILE", Treatment.NOT),
        FILES(".*_FILES?|" + FOLDERS + "|QUARKUS_HTTP_DOMAIN_SOCKET", Treatment.NAME),
        ADDRESSES("QUARKUS_(HTTP|HTTP_SSL|MANAGEMENT)_(HOST|PORT)|QUITTANCE_SIGNER_AUTHORITY", Treatment.NAME),
        DATABASE_USER("QUARKUS_DATASOURCE_USERNAME", Treatment.NAME),
        DATABASE("QUARKUS_DATASOURCE_JDBC_URL", Treatment.WITHOUT_HOST),
        EVERYTHING(".*", Treatment.WHOLE);

        private final Pattern names;
        private final Treatment treatment;

        Rule(String names, Treatment treatment) {
            this.names = Pattern.compile(names);
            this.treatment = treatment;
        }

        static Treatment of(String name) {
            return Stream.of(values())
                    .filter(rule -> rule.names.matcher(name).matches())
                    .map(rule -> rule.treatment)
                    .findFirst()
                    .orElse(Treatment.WHOLE);
        }
    }

    private Settings() {}

    /**
     * Measures an environment.
     *
     * @param folder where the process was started
     * @throws UnmeasurableException when settings come from where nobody could measure them
     */
    static SortedMap<String, byte[]> of(Map<String, String> environment, Path folder) throws IOException {
        var digests = new TreeMap<String, byte[]>();
        for (var variable : environment.entrySet()) {
            add(digests, variable.getKey(), variable.getValue());
        }
        String folders = environment.getOrDefault(FOLDERS, "");
        for (String location : folders.isBlank() ? new String[0] : folders.split(",", -1)) {
            addFolder(digests, Path.of(location.strip()));
        }
        for (String name : FILES) {
            if (Files.exists(folder.resolve(name))) {
                digests.put("file/" + name, new Files384().digest(folder.resolve(name)));
            }
        }
        return digests;
    }

    private static void addFolder(SortedMap<String, byte[]> digests, Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> list = Files.list(folder)) {
            files = list.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            // A secret is not read for a digest that leaves it out.
            add(digests, name, Rule.of(canonical(name)) == Treatment.NAME ? "" : Files.readString(file));
        }
    }

    private static void add(SortedMap<String, byte[]> digests, String given, String value) {
        String name = canonical(given);
        if (UNMEASURABLE.matcher(name).matches()) {
            throw new UnmeasurableException("the signer takes no settings from elsewhere, remove " + given);
        }
        if (OURS.matcher(name).matches()) {
            measured(Rule.of(name), value).ifPresent(text -> digests.put("setting/" + name, Register.digest(text)));
        }
    }

    private static Optional<String> measured(Treatment treatment, String value) {
        return switch (treatment) {
            case WHOLE -> Optional.of("=" + value);
            case NAME -> Optional.of("");
            case WITHOUT_HOST -> Optional.of("=" + value.replaceFirst("//[^/]*", "//"));
            case NOT -> Optional.empty();
        };
    }

    private static String canonical(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
