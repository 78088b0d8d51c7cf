package dev.quittance.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.devstack.Project;
import dev.quittance.e2e.crash.agent.Countdown;
import dev.quittance.e2e.crash.agent.CrashOrder;
import dev.quittance.e2e.crash.agent.CrashPoint;
import dev.quittance.e2e.crash.agent.CrashTransformer;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each place of the table exists in the services as they are built: a renamed method must not leave a point without one. */
class CrashPointTableTest {
    static Stream<Arguments> places() {
        return Arrays.stream(CrashPoint.values())
                .flatMap(point -> point.services().stream().map(service -> Arguments.of(point, service)));
    }

    @ParameterizedTest
    @MethodSource("places")
    void everyPlaceIsInTheBuiltService(CrashPoint point, String service) throws IOException {
        try (var classes = classesOf(service)) {
            // Given
            var hierarchy = ClassHierarchyResolver.ofResourceParsing(classes);
            var classFile = ClassFile.of(ClassHierarchyResolverOption.of(hierarchy));
            byte[] built = bytes(classes, point.className());

            // When
            byte[] changed = CrashTransformer.withPoints(built, List.of(point), hierarchy);

            // Then
            assertThat(calls(classFile, changed)).isPositive();
            assertThat(calls(classFile, built)).isZero();
            assertThat(classFile.verify(changed)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesClassWithoutThePlace(CrashPoint point) throws IOException {
        // Given
        byte[] other = bytes(ClassLoader.getSystemClassLoader(), CrashPointTableTest.class.getName());
        var hierarchy = ClassHierarchyResolver.defaultResolver();

        // Then
        assertThatThrownBy(() -> CrashTransformer.withPoints(other, List.of(point), hierarchy))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(point.name());
    }

    @Test
    void readsOrders() {
        assertThat(CrashOrder.parse("K10")).isEqualTo(new CrashOrder(CrashPoint.K10, 1));
        assertThat(CrashOrder.parse("K10:after=3\n")).isEqualTo(new CrashOrder(CrashPoint.K10, 3));
        assertThat(CrashOrder.parse(new CrashOrder(CrashPoint.K8_JOURNALED, 2).toString()))
                .isEqualTo(new CrashOrder(CrashPoint.K8_JOURNALED, 2));
        assertThatThrownBy(() -> CrashOrder.parse("K10:after=0")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CrashOrder.parse("K99")).isInstanceOf(IllegalArgumentException.class);
    }

    private static long calls(ClassFile classFile, byte[] bytes) {
        return classFile.parse(bytes).methods().stream()
                .mapToLong(CrashPointTableTest::calls)
                .sum();
    }

    private static long calls(MethodModel method) {
        return method.code().stream()
                .flatMap(code -> code.elementStream())
                .filter(element -> element instanceof InvokeInstruction call
                        && call.owner().asInternalName().replace('/', '.').equals(Countdown.class.getName()))
                .count();
    }

    private static byte[] bytes(ClassLoader classes, String name) throws IOException {
        try (var in = classes.getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new AssertionError("there is no class " + name);
            }
            return in.readAllBytes();
        }
    }

    /** Every jar of the service; what the build has changed comes before what it was made from. */
    private static URLClassLoader classesOf(String service) throws IOException {
        Path built = Project.root().resolve(service).resolve(Path.of("target", "quarkus-app"));
        var urls = new ArrayList<URL>();
        for (String folder : List.of("quarkus", "app", "lib/main", "lib/boot")) {
            try (var jars = Files.list(built.resolve(folder))) {
                for (Path jar : jars.filter(file -> file.toString().endsWith(".jar"))
                        .sorted((one, other) -> other.compareTo(one))
                        .toList()) {
                    urls.add(jar.toUri().toURL());
                }
            }
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }
}
