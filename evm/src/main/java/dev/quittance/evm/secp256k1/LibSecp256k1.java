package dev.quittance.evm.secp256k1;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The C functions of libsecp256k1 that are used here ({@code secp256k1.h}, {@code secp256k1_recovery.h}), one static method
 * each. Static final handles, because only those are inlined. Never {@code Linker.Option.critical}: these calls take tens of
 * microseconds, and a critical call would hold up the garbage collector for as long.
 */
@SuppressWarnings("restricted") // native calls are what this class is for
final class LibSecp256k1 {
    /** Bytes of {@code secp256k1_ecdsa_recoverable_signature}. */
    static final long RECOVERABLE_SIGNATURE = 65;
    /** Bytes of {@code secp256k1_pubkey}. */
    static final long PUBLIC_KEY = 64;

    private static final int CONTEXT_NONE = 1;
    private static final int EC_UNCOMPRESSED = 2;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBRARY =
            NativeLibrary.load(System.getProperty("os.name"), System.getProperty("os.arch"));

    private static final MethodHandle CREATE =
            LINKER.downcallHandle(symbol("context_create"), FunctionDescriptor.of(ADDRESS, JAVA_INT));
    private static final MethodHandle DESTROY =
            LINKER.downcallHandle(symbol("context_destroy"), FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle RANDOMIZE = predicate("context_randomize", ADDRESS, ADDRESS);
    private static final MethodHandle VERIFY_KEY = predicate("ec_seckey_verify", ADDRESS, ADDRESS);
    private static final MethodHandle CREATE_PUBLIC = predicate("ec_pubkey_create", ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle SERIALIZE_PUBLIC =
            predicate("ec_pubkey_serialize", ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT);
    private static final MethodHandle SIGN =
            predicate("ecdsa_sign_recoverable", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle SERIALIZE_SIGNATURE =
            predicate("ecdsa_recoverable_signature_serialize_compact", ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle PARSE_SIGNATURE =
            predicate("ecdsa_recoverable_signature_parse_compact", ADDRESS, ADDRESS, ADDRESS, JAVA_INT);
    private static final MethodHandle TAGGED_SHA256 =
            predicate("tagged_sha256", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG);
    private static final MethodHandle RECOVER = predicate("ecdsa_recover", ADDRESS, ADDRESS, ADDRESS, ADDRESS);

    /** The library's own constant context, good for everything that needs no blinding. */
    private static final MemorySegment STATIC_CONTEXT =
            symbol("context_static").reinterpret(ADDRESS.byteSize()).get(ADDRESS, 0);

    private LibSecp256k1() {}

    private static MemorySegment symbol(String name) {
        return LIBRARY.findOrThrow("secp256k1_" + name);
    }

    private static MethodHandle predicate(String name, MemoryLayout... arguments) {
        return LINKER.downcallHandle(symbol(name), FunctionDescriptor.of(JAVA_INT, arguments));
    }

    /** A new context, destroyed with the arena. */
    static MemorySegment createContext(Arena arena) {
        try {
            var context = (MemorySegment) CREATE.invokeExact(CONTEXT_NONE);
            return context.reinterpret(arena, LibSecp256k1::destroy);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static void destroy(MemorySegment context) {
        try {
            DESTROY.invokeExact(context);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static boolean randomize(MemorySegment context, MemorySegment seed32) {
        try {
            return (int) RANDOMIZE.invokeExact(context, seed32) == 1;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static boolean verifyKey(MemorySegment key32) {
        try {
            return (int) VERIFY_KEY.invokeExact(STATIC_CONTEXT, key32) == 1;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static boolean createPublic(MemorySegment context, MemorySegment publicKey, MemorySegment key32) {
        try {
            return (int) CREATE_PUBLIC.invokeExact(context, publicKey, key32) == 1;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static boolean serializePublic(MemorySegment output65, MemorySegment length, MemorySegment publicKey) {
        try {
            return (int) SERIALIZE_PUBLIC.invokeExact(STATIC_CONTEXT, output65, length, publicKey, EC_UNCOMPRESSED)
                    == 1;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Signs with the library's default nonce function, which is RFC 6979; the result is always low-s. */
    static boolean sign(MemorySegment context, MemorySegment signature, MemorySegment digest32, MemorySegment key32) {
        try {
            return (int) SIGN.invokeExact(context, signature, digest32, key32, MemorySegment.NULL, MemorySegment.NULL)
                    == 1;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static boolean serializeSignature(MemorySegment output64, MemorySegment recoveryId, MemorySegment signature) {
        try {
            return (int) SERIALIZE_SIGNATURE.invokeExact(STATIC_CONTEXT, output64, recoveryId, signature) == 1;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static boolean parseSignature(MemorySegment signature, MemorySegment input64, int recoveryId) {
        try {
            return (int) PARSE_SIGNATURE.invokeExact(STATIC_CONTEXT, signature, input64, recoveryId) == 1;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static boolean recover(MemorySegment publicKey, MemorySegment signature, MemorySegment digest32) {
        try {
            return (int) RECOVER.invokeExact(STATIC_CONTEXT, publicKey, signature, digest32) == 1;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** SHA-256 of the tag's hash twice and the message (BIP-340). */
    static boolean taggedSha256(MemorySegment output32, MemorySegment tag, MemorySegment message) {
        try {
            return (int) TAGGED_SHA256.invokeExact(
                            STATIC_CONTEXT, output32, tag, tag.byteSize(), message, message.byteSize())
                    == 1;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static RuntimeException unexpected(Throwable t) {
        return new IllegalStateException("native libsecp256k1 could not be called", t);
    }
}
