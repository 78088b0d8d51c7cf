package dev.quittance.evm.abi;

import dev.quittance.evm.Bytes;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A function whose arguments are words, structures of words among them, with at most one list of bytes at the end: what most
 * contracts of payment schemes take.
 *
 * @param signature such as {@code settle((address,uint256),bytes)}
 */
public record WordCall(Address contract, String signature) {

    /** The call that returns nothing anybody reads. */
    public ContractCall<Bytes> of(List<Bytes32> words, Bytes tail) {
        int offset = (words.size() + 1) * Bytes32.LENGTH;
        var data = new CallData(CallData.selector(signature), offset + Bytes32.LENGTH + CallData.padded(tail.size()));
        words.forEach(data::word);
        return new ContractCall<>(contract, data.number(offset).bytes(tail).build(), Function.identity());
    }

    /** The read of one number. */
    public ContractCall<BigInteger> number(List<Bytes32> words) {
        return new ContractCall<>(contract, words(words), CallData::readNumber);
    }

    /**
     * The read of one address.
     *
     * @throws MalformedException at the reading, when the word is none
     */
    public ContractCall<Address> address(List<Bytes32> words) {
        return new ContractCall<>(contract, words(words), returned -> {
            var word = new Bytes32(returned.toByteArray());
            Address address = Address.fromWord(word);
            if (!address.toWord().equals(word)) {
                throw new MalformedException("an address has more than 20 bytes");
            }
            return address;
        });
    }

    private Bytes words(List<Bytes32> words) {
        var data = new CallData(CallData.selector(signature), words.size() * Bytes32.LENGTH);
        words.forEach(data::word);
        return data.build();
    }

    /** The one number that a member of a batch returned; empty when it failed, or returned anything else. */
    public static Optional<BigInteger> number(Multicall3.Result result) {
        return result.success() && result.returnData().size() == Bytes32.LENGTH
                ? Optional.of(CallData.readNumber(result.returnData()))
                : Optional.empty();
    }

    /** What a member of a batch returned, read as the call says; empty when it failed, or returned what no such function does. */
    public static <T> Optional<T> read(ContractCall<T> call, Multicall3.Result result) {
        if (!result.success()) {
            return Optional.empty();
        }
        try {
            return Optional.of(call.decode(result.returnData()));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }
}
