package dev.quittance.evm.abi;

import dev.quittance.evm.Bytes;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import java.util.function.Function;

/**
 * A call of one contract function, and how to read what it returns. Good for {@code eth_call}, as a member of a
 * {@link Multicall3} batch, and for the data of a transaction.
 */
public record ContractCall<T>(Address to, Bytes data, Function<Bytes, T> reader) {

    /**
     * Reads what the call returned.
     *
     * @throws MalformedException when it is not the ABI form of the function's result
     */
    public T decode(Bytes returned) {
        return reader.apply(returned);
    }

    @Override
    public String toString() {
        return "ContractCall[to=" + to + ", data=" + data + "]";
    }
}
