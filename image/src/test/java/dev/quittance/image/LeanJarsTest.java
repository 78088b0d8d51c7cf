package dev.quittance.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

class LeanJarsTest {
    /** What is made lean: branches, so that it has frames, and local variables, so that there is something to drop. */
    public static final class Divisor implements IntBinaryOperator {
        @Override
        public int applyAsInt(int left, int right) {
            int found = left;
            int rest = right;
            while (rest != 0) {
                int next = found % rest;
                found = rest;
                rest = next;
            }
            return found;
        }
    }

    private static final String CLASS = Divisor.class.getName().replace('.', '/') + ".class";

    @TempDir
    Path folder;

    @Test
    void keepsWhatAClassDoesAndItsLineNumbersButNotItsLocalVariables() throws Exception {
        // Given
        Path jar = jar(CLASS, original());

        // When
        LeanJars.main(new String[] {folder.toString()});

        // Then
        assertThat(debugged(original())).contains("variable found", "line");
        assertThat(debugged(only(jar, CLASS))).contains("line").noneMatch(each -> each.startsWith("variable"));
        try (var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
            var lean = loader.loadClass(Divisor.class.getName())
                    .getDeclaredConstructor()
                    .newInstance();
            assertThat(lean.getClass()
                            .getMethod("applyAsInt", int.class, int.class)
                            .invoke(lean, 84, 36))
                    .isEqualTo(12);
        }
    }

    @Test
    void leavesSignaturesOutAndEverythingElseAsItIs() throws IOException {
        // Given
        Path jar = jar(
                "META-INF/SIGNER.SF", new byte[] {1}, "META-INF/MANIFEST.MF", new byte[] {2}, "a.txt", new byte[] {3});

        // When
        LeanJars.main(new String[] {folder.toString()});

        // Then
        assertThat(names(jar)).containsExactly("META-INF/MANIFEST.MF", "a.txt");
        assertThat(only(jar, "a.txt")).containsExactly(3);
    }

    @Test
    void keepsOfAMultiReleaseJarWhatThisVersionOfJavaReads() throws IOException {
        // Given
        byte[] manifest = "Manifest-Version: 1.0\r\nMulti-Release: true\r\n\r\n".getBytes(StandardCharsets.UTF_8);
        Path jar = jar(
                "META-INF/MANIFEST.MF",
                manifest,
                CLASS,
                original(),
                "note.txt",
                new byte[] {1},
                "META-INF/versions/9/" + CLASS,
                original(),
                "META-INF/versions/11/" + CLASS,
                original(),
                "META-INF/versions/9/note.txt",
                new byte[] {2},
                "META-INF/versions/99/" + CLASS,
                original());

        // When
        LeanJars.main(new String[] {folder.toString()});

        // Then
        assertThat(names(jar))
                .containsExactly(
                        "META-INF/MANIFEST.MF",
                        "note.txt",
                        "META-INF/versions/11/" + CLASS,
                        "META-INF/versions/9/note.txt");
    }

    private Path jar(Object... namesAndContents) throws IOException {
        Path jar = folder.resolve("some.jar");
        try (var out = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                out.putNextEntry(new ZipEntry((String) namesAndContents[i]));
                out.write((byte[]) namesAndContents[i + 1]);
                out.closeEntry();
            }
        }
        return jar;
    }

    private static byte[] original() throws IOException {
        try (var in = LeanJarsTest.class.getClassLoader().getResourceAsStream(CLASS)) {
            assertThat(in).isNotNull();
            return in.readAllBytes();
        }
    }

    private static byte[] only(Path jar, String name) throws IOException {
        try (var zip = new ZipFile(jar.toFile());
                var in = zip.getInputStream(zip.getEntry(name))) {
            return in.readAllBytes();
        }
    }

    private static List<String> names(Path jar) throws IOException {
        try (var zip = new ZipFile(jar.toFile())) {
            return zip.stream().map(ZipEntry::getName).toList();
        }
    }

    private static List<String> debugged(byte[] bytes) {
        var seen = new ArrayList<String>();
        new ClassReader(bytes)
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public MethodVisitor visitMethod(
                                    int access,
                                    String name,
                                    String descriptor,
                                    @Nullable String signature,
                                    String @Nullable [] exceptions) {
                                return new MethodVisitor(Opcodes.ASM9) {
                                    @Override
                                    public void visitLocalVariable(
                                            String variable,
                                            String type,
                                            @Nullable String generic,
                                            Label start,
                                            Label end,
                                            int index) {
                                        seen.add("variable " + variable);
                                    }

                                    @Override
                                    public void visitLineNumber(int line, Label start) {
                                        seen.add("line");
                                    }
                                };
                            }
                        },
                        0);
        return seen;
    }
}
