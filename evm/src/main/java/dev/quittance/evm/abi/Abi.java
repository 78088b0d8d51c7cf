package dev.quittance.evm.abi;

import dev.quittance.evm.Bytes;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import java.math.BigInteger;
import java.util.List;
import java.util.function.Function;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.FunctionReturnDecoder;
import org.web3j.abi.TypeReference;
import org.web3j.abi.datatypes.Type;

/** Web3j's codec, with this project's types on the outside and one exception for everything that cannot be read. */
@SuppressWarnings("rawtypes") // web3j's own signatures use raw types
final class Abi {
    private Abi() {}

    static <T> ContractCall<T> call(Address to, String name, List<Type> arguments, Function<Bytes, T> reader) {
        var function = new org.web3j.abi.datatypes.Function(name, arguments, List.of());
        return new ContractCall<>(to, Bytes.parse(FunctionEncoder.encode(function)), reader);
    }

    /** A reader of functions that return one value. */
    static <W extends Type<V>, V> Function<Bytes, V> one(Class<W> type) {
        TypeReference<W> reference = TypeReference.create(type);
        return returned -> {
            Type value = decode(returned, List.of(reference)).getFirst();
            return type.cast(value).getValue();
        };
    }

    /**
     * Reads the values of an ABI tuple.
     *
     * @throws MalformedException when there are fewer, or they have another form
     */
    @SuppressWarnings("unchecked") // the decoder takes references to any type
    static List<Type> decode(Bytes data, List<? extends TypeReference<?>> types) {
        List<Type> values;
        try {
            values = FunctionReturnDecoder.decode(data.hex(), (List<TypeReference<Type>>) (List<?>) types);
        } catch (RuntimeException e) {
            // The decoder promises no exception type of its own; its messages quote the input.
            throw new MalformedException("not the ABI form that was expected");
        }
        if (values.size() != types.size()) {
            throw new MalformedException("not the ABI form that was expected");
        }
        return values;
    }

    static org.web3j.abi.datatypes.Address address(Address address) {
        return new org.web3j.abi.datatypes.Address(160, new BigInteger(1, address.toByteArray()));
    }
}
