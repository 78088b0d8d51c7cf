package dev.quittance.schemes.permit2;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Keccak256;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a payer signs for a spender beside the permit.
 *
 * @param type as EIP-712 spells it, such as {@code Witness(address to,uint256 validAfter)}
 * @param words its members in their order
 * @param payee who is paid
 * @param validAfter chain time in seconds, inclusive
 * @param sender who alone may have the spender settle it
 */
public record Witness(
        String type, List<Bytes32> words, Address payee, BigInteger validAfter, Optional<Address> sender) {
    /** Copies the words. */
    public Witness {
        words = List.copyOf(words);
    }

    Bytes32 hash() {
        var parts = new ArrayList<byte[]>();
        parts.add(Keccak256.hash(type).toByteArray());
        words.forEach(word -> parts.add(word.toByteArray()));
        return Keccak256.hash(parts.toArray(byte[][]::new));
    }
}
