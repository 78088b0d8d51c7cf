package dev.quittance.signer.attestation;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * The Nitro Security Module's device: one ioctl with two buffers (Linux, drivers/misc/nsm.c; uapi/linux/nsm.h).
 *
 * <p>{@code struct nsm_raw { iovec request; iovec response; }}, where an iovec is an address and a length of 8 bytes each.
 */
@SuppressWarnings("restricted") // native calls are what this class is for
final class NitroDevice implements AutoCloseable {
    /** _IOWR(0x0A, 0, 32). */
    static final long REQUEST_CODE = 0xC020_0A00L;

    /** Most bytes of a request, and of an answer. */
    static final int REQUEST_MAX = 0x1000;

    static final int RESPONSE_MAX = 0x3000;

    static final FunctionDescriptor IOCTL = FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);

    private static final MemoryLayout MESSAGE = MemoryLayout.structLayout(ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG);
    private static final int READ_WRITE = 2;
    private static final long REQUEST_BASE = 0;
    private static final long REQUEST_LENGTH = 8;
    private static final long RESPONSE_BASE = 16;
    private static final long RESPONSE_LENGTH = 24;
    private static final int FIXED_ARGUMENTS = 2;

    private final MethodHandle ioctl;
    private final int descriptor;

    /**
     * Speaks to an open device.
     *
     * @param ioctl address of the C library's function, or of another that behaves so
     */
    NitroDevice(MemorySegment ioctl, int descriptor) {
        this.ioctl =
                Linker.nativeLinker().downcallHandle(ioctl, IOCTL, Linker.Option.firstVariadicArg(FIXED_ARGUMENTS));
        this.descriptor = descriptor;
    }

    /**
     * Opens the device.
     *
     * @throws AttestationFailedException when it cannot be opened
     */
    static NitroDevice open(Path device) {
        Linker linker = Linker.nativeLinker();
        MethodHandle open = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("open"),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
                Linker.Option.firstVariadicArg(FIXED_ARGUMENTS));
        try (Arena arena = Arena.ofConfined()) {
            int descriptor = (int) open.invokeExact(arena.allocateFrom(device.toString()), READ_WRITE);
            if (descriptor < 0) {
                throw new AttestationFailedException("the Nitro device cannot be opened: " + device);
            }
            return new NitroDevice(linker.defaultLookup().findOrThrow("ioctl"), descriptor);
        } catch (AttestationFailedException e) {
            throw e;
        } catch (Throwable t) {
            throw new IllegalStateException("the C library could not be called", t);
        }
    }

    /**
     * One request and its answer, both in CBOR.
     *
     * @throws AttestationFailedException when the device gives none
     */
    byte[] ask(byte[] request) {
        if (request.length > REQUEST_MAX) {
            throw new AttestationFailedException("too long a request for the Nitro device");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment response = arena.allocate(RESPONSE_MAX);
            MemorySegment message = arena.allocate(MESSAGE);
            message.set(ADDRESS, REQUEST_BASE, arena.allocateFrom(JAVA_BYTE, request));
            message.set(JAVA_LONG, REQUEST_LENGTH, request.length);
            message.set(ADDRESS, RESPONSE_BASE, response);
            message.set(JAVA_LONG, RESPONSE_LENGTH, RESPONSE_MAX);
            if ((int) ioctl.invokeExact(descriptor, REQUEST_CODE, message) != 0) {
                throw new AttestationFailedException("the Nitro device gives no answer");
            }
            long length = message.get(JAVA_LONG, RESPONSE_LENGTH);
            if (length < 0 || length > RESPONSE_MAX) {
                throw new AttestationFailedException("the Nitro device answers out of bounds");
            }
            return response.asSlice(0, length).toArray(JAVA_BYTE);
        } catch (AttestationFailedException e) {
            throw e;
        } catch (Throwable t) {
            throw new IllegalStateException("the C library could not be called", t);
        }
    }

    @Override
    public void close() {
        Linker linker = Linker.nativeLinker();
        MethodHandle close = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        try {
            if ((int) close.invokeExact(descriptor) != 0) {
                throw new IllegalStateException("the Nitro device does not close");
            }
        } catch (IllegalStateException e) {
            throw e;
        } catch (Throwable t) {
            throw new IllegalStateException("the C library could not be called", t);
        }
    }
}
