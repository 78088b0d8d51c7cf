package dev.quittance.e2e.crash.agent;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts the calls of {@link Countdown} into the classes of the table. */
public final class CrashTransformer implements ClassFileTransformer {
    /** The exit code of a process whose places cannot be found. */
    static final int NOT_FOUND = 70;

    private static final ClassDesc COUNTDOWN = ClassDesc.of(Countdown.class.getName());
    private static final MethodTypeDesc PASS = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String);

    CrashTransformer() {}

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String className,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] bytes) {
        if (loader == null || className == null) {
            return null;
        }
        List<CrashPoint> points = pointsOf(className.replace('/', '.'));
        if (points.isEmpty()) {
            return null;
        }
        try {
            return withPoints(bytes, points, ClassHierarchyResolver.ofResourceParsing(loader));
        } catch (Throwable e) {
            // The JVM would swallow it and run the class as it is.
            Countdown.tell("no place for crash points " + points + ": " + e);
            Runtime.getRuntime().halt(NOT_FOUND);
            throw e;
        }
    }

    static List<CrashPoint> pointsOf(String className) {
        return Arrays.stream(CrashPoint.values())
                .filter(point -> point.className().equals(className))
                .toList();
    }

    /**
     * The class with the calls of these points in it.
     *
     * @throws IllegalArgumentException when a point's method does not exist, or more than once
     */
    public static byte[] withPoints(byte[] bytes, List<CrashPoint> points, ClassHierarchyResolver hierarchy) {
        var classFile = ClassFile.of(ClassHierarchyResolverOption.of(hierarchy));
        ClassModel model = classFile.parse(bytes);
        ClassTransform all = ClassTransform.ACCEPT_ALL;
        for (CrashPoint point : points) {
            long methods = model.methods().stream().filter(point::isIn).count();
            if (methods != 1) {
                throw new IllegalArgumentException(point + ": " + methods + " methods are " + point.description());
            }
            all = all.andThen(ClassTransform.transformingMethodBodies(point::isIn, call(point)));
        }
        return classFile.transformClass(model, all);
    }

    private static CodeTransform call(CrashPoint point) {
        return switch (point.place()) {
            case ENTRY ->
                new CodeTransform() {
                    @Override
                    public void atStart(CodeBuilder code) {
                        pass(code, point);
                    }

                    @Override
                    public void accept(CodeBuilder code, CodeElement element) {
                        code.with(element);
                    }
                };
            case RETURN ->
                (code, element) -> {
                    if (element instanceof ReturnInstruction) {
                        pass(code, point);
                    }
                    code.with(element);
                };
        };
    }

    private static void pass(CodeBuilder code, CrashPoint point) {
        code.loadConstant(point.name()).invokestatic(COUNTDOWN, "pass", PASS);
    }
}
