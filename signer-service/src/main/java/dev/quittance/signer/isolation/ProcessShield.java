package dev.quittance.signer.isolation;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Before any key is opened: no core dumps (RLIMIT_CORE), and no process of the same user may trace this one or read its memory
 * (PR_SET_DUMPABLE, see prctl(2)). A process of root still may.
 */
@Singleton
@SuppressWarnings("restricted") // native calls are what this class is for
public final class ProcessShield {
    private static final int FIRST = 1;
    private static final int RLIMIT_CORE = 4;
    private static final int GET_DUMPABLE = 3;
    private static final int SET_DUMPABLE = 4;

    private static final MethodHandle PRCTL = handle(
            "prctl",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
            Linker.Option.firstVariadicArg(1));
    private static final MethodHandle SETRLIMIT =
            handle("setrlimit", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));

    private static MethodHandle handle(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, options);
    }

    /**
     * Raises the shield.
     *
     * @throws IllegalStateException when the operating system refuses: the service does not start without
     */
    void onStart(@Observes @Priority(FIRST) StartupEvent event) {
        forbidCoreDumps();
        if (prctl(SET_DUMPABLE, 0) != 0) {
            throw new IllegalStateException("the process cannot be made undumpable");
        }
    }

    /** Whether the kernel would dump this process's memory, or let others of its user look into it. */
    static boolean isDumpable() {
        return prctl(GET_DUMPABLE, 0) != 0;
    }

    private static void forbidCoreDumps() {
        try (Arena arena = Arena.ofConfined()) {
            // struct rlimit: soft and hard limit, both zero
            MemorySegment none = arena.allocate(JAVA_LONG, 2);
            if ((int) SETRLIMIT.invokeExact(RLIMIT_CORE, none) != 0) {
                throw new IllegalStateException("core dumps cannot be forbidden");
            }
        } catch (IllegalStateException e) {
            throw e;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static int prctl(int option, long value) {
        try {
            return (int) PRCTL.invokeExact(option, value, 0L, 0L, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static RuntimeException unexpected(Throwable t) {
        return new IllegalStateException("the C library could not be called", t);
    }
}
