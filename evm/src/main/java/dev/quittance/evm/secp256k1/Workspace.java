package dev.quittance.evm.secp256k1;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Keccak256;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/** One blinded native context with the off-heap buffers that its calls need. For one thread at a time. */
final class Workspace {
    private static final int UNCOMPRESSED = 65;

    // Collected with this object, and with it the native context.
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment context = LibSecp256k1.createContext(arena);
    private final MemorySegment digest = arena.allocate(Bytes32.LENGTH);
    private final MemorySegment signature = arena.allocate(LibSecp256k1.RECOVERABLE_SIGNATURE);
    private final MemorySegment compact = arena.allocate(2 * Bytes32.LENGTH);
    private final MemorySegment recoveryId = arena.allocate(JAVA_INT);
    private final MemorySegment publicKey = arena.allocate(LibSecp256k1.PUBLIC_KEY);
    private final MemorySegment serialized = arena.allocate(UNCOMPRESSED);
    private final MemorySegment length = arena.allocate(JAVA_LONG);

    /** Creates and blinds the context, which guards the key against timing and power analysis. */
    Workspace(SecureRandom random) {
        byte[] seed = new byte[Bytes32.LENGTH];
        random.nextBytes(seed);
        digest.copyFrom(MemorySegment.ofArray(seed));
        boolean blinded = LibSecp256k1.randomize(context, digest);
        digest.fill((byte) 0);
        Arrays.fill(seed, (byte) 0);
        require(blinded, "the context could not be randomized");
    }

    Signature sign(Bytes32 hash, MemorySegment key) {
        write(hash, digest, 0);
        require(LibSecp256k1.sign(context, signature, digest, key), "the digest could not be signed");
        require(LibSecp256k1.serializeSignature(compact, recoveryId, signature), "the signature has no serial form");
        return new Signature(read(compact, 0), read(compact, Bytes32.LENGTH), recoveryId.get(JAVA_INT, 0));
    }

    Optional<Address> recover(Bytes32 hash, Signature given) {
        write(hash, digest, 0);
        write(given.r(), compact, 0);
        write(given.s(), compact, Bytes32.LENGTH);
        boolean recovered = LibSecp256k1.parseSignature(signature, compact, given.yParity())
                && LibSecp256k1.recover(publicKey, signature, digest);
        return recovered ? Optional.of(addressOfPublicKey()) : Optional.empty();
    }

    Address address(MemorySegment key) {
        require(LibSecp256k1.createPublic(context, publicKey, key), "the key has no public key");
        return addressOfPublicKey();
    }

    private Address addressOfPublicKey() {
        length.set(JAVA_LONG, 0, UNCOMPRESSED);
        require(LibSecp256k1.serializePublic(serialized, length, publicKey), "the public key has no serial form");
        byte[] coordinates = serialized.asSlice(1).toArray(JAVA_BYTE);
        return Address.fromWord(Keccak256.hash(coordinates));
    }

    private static void write(Bytes32 word, MemorySegment target, long offset) {
        MemorySegment.copy(word.toByteArray(), 0, target, JAVA_BYTE, offset, Bytes32.LENGTH);
    }

    private static Bytes32 read(MemorySegment source, long offset) {
        return new Bytes32(source.asSlice(offset, Bytes32.LENGTH).toArray(JAVA_BYTE));
    }

    private static void require(boolean succeeded, String otherwise) {
        if (!succeeded) {
            throw new IllegalStateException(otherwise);
        }
    }
}
