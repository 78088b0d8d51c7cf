package dev.quittance.evm.secp256k1;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Memory for secrets, in slots of 32 bytes: outside of Java's heap, never swapped out (mlock), left out of core dumps
 * (MADV_DONTDUMP), and zero in forked children (MADV_WIPEONFORK). It grows by a page at a time and is never given back.
 */
@SuppressWarnings("restricted") // native calls are what this class is for
final class LockedMemory {
    static final int SLOT = 32;

    private static final long PAGE = 4096;
    private static final int READ_AND_WRITE = 3;
    private static final int PRIVATE_ANONYMOUS = 0x22;
    private static final int NO_FILE = -1;
    private static final int DONT_DUMP = 16;
    private static final int WIPE_ON_FORK = 18;

    private static final MethodHandle MMAP =
            libc("mmap", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle MLOCK = libc("mlock", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle MADVISE =
            libc("madvise", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle GETRANDOM =
            libc("getrandom", FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT));

    private static final LockedMemory OF_THIS_PROCESS = new LockedMemory();

    private final Deque<MemorySegment> free = new ArrayDeque<>();

    private LockedMemory() {}

    private static MethodHandle libc(String name, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        MemorySegment symbol = linker.defaultLookup().findOrThrow(name);
        return linker.downcallHandle(symbol, descriptor);
    }

    /**
     * A slot of zeros.
     *
     * @throws IllegalStateException when the operating system lets this process lock no more memory
     */
    static MemorySegment take() {
        return OF_THIS_PROCESS.next();
    }

    /** Zeroes a slot and keeps it for the next secret. */
    static void giveBack(MemorySegment slot) {
        slot.fill((byte) 0);
        OF_THIS_PROCESS.add(slot);
    }

    /** Fills a slot with random bytes of the kernel, which pass nothing of Java's on their way. */
    static void randomize(MemorySegment slot) {
        try {
            if ((long) GETRANDOM.invokeExact(slot, (long) SLOT, 0) != SLOT) {
                throw new IllegalStateException("the kernel gives no random bytes");
            }
        } catch (IllegalStateException e) {
            throw e;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private synchronized MemorySegment next() {
        if (free.isEmpty()) {
            MemorySegment page = map();
            for (long offset = 0; offset < PAGE; offset += SLOT) {
                free.add(page.asSlice(offset, SLOT));
            }
        }
        return free.remove();
    }

    private synchronized void add(MemorySegment slot) {
        free.add(slot);
    }

    private static MemorySegment map() {
        try {
            var mapped = (MemorySegment)
                    MMAP.invokeExact(MemorySegment.NULL, PAGE, READ_AND_WRITE, PRIVATE_ANONYMOUS, NO_FILE, 0L);
            require(mapped.address() != -1L, "mapped");
            MemorySegment page = mapped.reinterpret(PAGE);
            require((int) MLOCK.invokeExact(page, PAGE) == 0, "locked; raise the limit (ulimit -l, RLIMIT_MEMLOCK)");
            require((int) MADVISE.invokeExact(page, PAGE, DONT_DUMP) == 0, "kept out of core dumps");
            require((int) MADVISE.invokeExact(page, PAGE, WIPE_ON_FORK) == 0, "wiped in forked processes");
            return page;
        } catch (IllegalStateException e) {
            throw e;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static void require(boolean done, String what) {
        if (!done) {
            throw new IllegalStateException("memory for private keys cannot be " + what);
        }
    }

    private static RuntimeException unexpected(Throwable t) {
        return new IllegalStateException("the C library could not be called", t);
    }
}
