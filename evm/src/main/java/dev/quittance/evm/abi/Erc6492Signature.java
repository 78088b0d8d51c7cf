package dev.quittance.evm.abi;

import dev.quittance.evm.Bytes;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * A signature of a contract wallet that may not stand on chain yet (ERC-6492): how to put it there, and what it takes then.
 *
 * @param factory whose call makes the wallet
 * @param factoryData of that call
 * @param inner the signature as the wallet takes it (ERC-1271)
 */
public record Erc6492Signature(Address factory, Bytes factoryData, Bytes inner) {
    private static final int HEADS = 3 * Bytes32.LENGTH;

    /** Unwraps a signature; empty when it does not end as wrapped ones do, or what stands before is of another form. */
    public static Optional<Erc6492Signature> parse(Bytes signature) {
        byte[] bytes = signature.toByteArray();
        if (bytes.length < HEADS + Bytes32.LENGTH || !endsWrapped(bytes)) {
            return Optional.empty();
        }
        try {
            var words = new AbiWords(signature);
            byte[] first = Arrays.copyOf(bytes, Bytes32.LENGTH);
            Address factory = Address.fromWord(new Bytes32(first));
            if (!Arrays.equals(factory.toWord().toByteArray(), first)) {
                return Optional.empty();
            }
            return Optional.of(new Erc6492Signature(
                    factory,
                    words.bytes(words.offset(0, Bytes32.LENGTH)),
                    words.bytes(words.offset(0, 2 * Bytes32.LENGTH))));
        } catch (MalformedException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** The call that puts the wallet there. */
    public ContractCall<Bytes> deployment() {
        return new ContractCall<>(factory, factoryData, Function.identity());
    }

    private static boolean endsWrapped(byte[] bytes) {
        for (int i = bytes.length - Bytes32.LENGTH; i < bytes.length; i += 2) {
            if (bytes[i] != 0x64 || bytes[i + 1] != (byte) 0x92) {
                return false;
            }
        }
        return true;
    }

    /** The factory alone: signatures belong in no log. */
    @Override
    public String toString() {
        return "Erc6492Signature[factory=" + factory + "]";
    }
}
