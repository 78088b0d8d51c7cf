package dev.quittance.image;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;

/** Which entries of a multi-release jar this Java version never reads, because another one stands in for them. */
final class Versions {
    private static final Pattern VERSIONED = Pattern.compile("META-INF/versions/([0-9]+)/(.+)");

    private Versions() {}

    static Set<String> unread(JarFile jar) {
        if (!jar.isMultiRelease()) {
            return Set.of();
        }
        int running = Runtime.version().feature();
        var unread = new HashSet<String>();
        Map<String, Integer> read = new HashMap<>();
        jar.stream()
                .map(ZipEntry::getName)
                .map(VERSIONED::matcher)
                .filter(name -> name.matches())
                .forEach(name -> {
                    int version = Integer.parseInt(name.group(1));
                    if (version > running) {
                        unread.add(name.group());
                    } else {
                        read.merge(name.group(2), version, Math::max);
                        unread.add(name.group());
                    }
                });
        read.forEach((name, version) -> {
            // Whatever is no class may be read without a thought of versions.
            if (name.endsWith(".class")) {
                unread.add(name);
            }
            unread.remove("META-INF/versions/" + version + "/" + name);
        });
        return unread;
    }
}
