package dev.quittance.evm.abi;

import dev.quittance.evm.Bytes;
import dev.quittance.protocol.MalformedException;
import java.math.BigInteger;
import java.util.List;
import org.web3j.abi.TypeReference;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Uint256;

/** Why a call reverted, as its return data says. */
public sealed interface RevertReason {
    /** {@code Error(string)}: a {@code require} or {@code revert} with a text of the contract's own choice. */
    record Message(String text) implements RevertReason {}

    /** {@code Panic(uint256)}: a failed assertion, an overflow and the like. */
    record Panic(BigInteger code) implements RevertReason {}

    /** A custom error or anything else. */
    record Custom(Bytes data) implements RevertReason {}

    /** No data: a bare revert, out of gas, or no contract there. */
    record None() implements RevertReason {}

    /** Reads return data; never fails. */
    static RevertReason decode(Bytes data) {
        if (data.size() == 0) {
            return new None();
        }
        if (data.size() < 4) {
            return new Custom(data);
        }
        try {
            return switch (data.hex().substring(0, 10)) {
                case "0x08c379a0" -> new Message((String) first(data.from(4), Utf8String.class));
                case "0x4e487b71" -> new Panic((BigInteger) first(data.from(4), Uint256.class));
                default -> new Custom(data);
            };
        } catch (MalformedException e) {
            return new Custom(data);
        }
    }

    private static Object first(Bytes data, Class<? extends org.web3j.abi.datatypes.Type<?>> type) {
        return Abi.decode(data, List.of(TypeReference.create(type))).getFirst().getValue();
    }
}
