package dev.quittance.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes every jar of a folder anew, with lean classes and the strongest compression. Signatures of jars go, since they would
 * not match any more, and so do classes that only other versions of Java would load, and the tables of a signature scheme
 * (Picnic) that nothing here uses.
 */
public final class LeanJars {
    private static final Pattern LEFT_OUT =
            Pattern.compile("META-INF/[^/]+\\.(SF|DSA|RSA|EC)|org/bouncycastle/pqc/crypto/picnic/.*\\.properties");

    private LeanJars() {}

    /** Takes the folder. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("the folder of the jars is missing");
        }
        for (Path jar : jars(Path.of(arguments[0]))) {
            rewrite(jar);
        }
    }

    private static List<Path> jars(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    static void rewrite(Path jar) throws IOException {
        Path lean = jar.resolveSibling(jar.getFileName() + ".lean");
        try (var from = new JarFile(jar.toFile(), false);
                var to = new ZipOutputStream(Files.newOutputStream(lean))) {
            to.setLevel(Deflater.BEST_COMPRESSION);
            var unread = Versions.unread(from);
            var written = new HashSet<String>();
            for (var entries = from.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                // Some builds write folders twice.
                if (!LEFT_OUT.matcher(entry.getName()).matches()
                        && !unread.contains(entry.getName())
                        && written.add(entry.getName())) {
                    write(from, entry, to);
                }
            }
        }
        Files.move(lean, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void write(JarFile from, ZipEntry entry, ZipOutputStream to) throws IOException {
        byte[] content;
        try (var in = from.getInputStream(entry)) {
            content = in.readAllBytes();
        }
        var copy = new ZipEntry(entry.getName());
        copy.setTimeLocal(entry.getTimeLocal());
        to.putNextEntry(copy);
        to.write(entry.getName().endsWith(".class") ? LeanClass.of(content) : content);
        to.closeEntry();
    }
}
