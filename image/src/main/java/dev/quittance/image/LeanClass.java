package dev.quittance.image;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** A class without the names and types of its local variables, which only debuggers read. Line numbers stay, for stack traces. */
final class LeanClass extends ClassVisitor {
    private LeanClass(ClassWriter target) {
        super(Opcodes.ASM9, target);
    }

    static byte[] of(byte[] original) {
        var target = new ClassWriter(0);
        new ClassReader(original).accept(new LeanClass(target), 0);
        return target.toByteArray();
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        return new MethodVisitor(api, super.visitMethod(access, name, descriptor, signature, exceptions)) {
            @Override
            public void visitLocalVariable(
                    String name, String descriptor, @Nullable String signature, Label start, Label end, int index) {}
        };
    }
}
