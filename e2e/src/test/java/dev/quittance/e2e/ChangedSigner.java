package dev.quittance.e2e;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.constant.ConstantDescs;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A copy of the built signer in which one class is another one. */
final class ChangedSigner {
    private static final String JAR = "quarkus-run.jar";
    private static final String CHANGED = "dev/quittance/signer/problem/Problem.class";

    private ChangedSigner() {}

    /** Writes the copy into a folder and returns its jar; the changed class has one private constant more. */
    static Path writeTo(Path folder) throws IOException {
        Path built = ProjectFiles.serviceJar("signer-service").resolveSibling("");
        try (Stream<Path> files = Files.walk(built)) {
            for (Path file : files.toList()) {
                Path copy = folder.resolve(built.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
        change(application(folder));
        return folder.resolve(JAR);
    }

    private static Path application(Path folder) throws IOException {
        try (Stream<Path> jars = Files.list(folder.resolve("app"))) {
            List<Path> found = jars.toList();
            if (found.size() != 1) {
                throw new IllegalStateException("one jar of our own is expected: " + found);
            }
            return found.getFirst();
        }
    }

    private static void change(Path jar) throws IOException {
        try (var files = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of())) {
            Path path = files.getPath(CHANGED);
            var classFile = ClassFile.of();
            byte[] changed = classFile.transformClass(
                    classFile.parse(Files.readAllBytes(path)),
                    ClassTransform.endHandler(type -> type.withField(
                            "changed", ConstantDescs.CD_int, ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC)));
            Files.write(path, changed);
        }
    }
}
