package dev.quittance.evm.abi;

import dev.quittance.evm.Bytes;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;

/** An account that judges signatures by its code: a contract (ERC-1271), or a key's account that runs one (EIP-7702). */
public record Erc1271Wallet(Address address) {
    private static final byte[] IS_VALID_SIGNATURE = CallData.selector("isValidSignature(bytes32,bytes)");
    /** The selector itself, in the left of a word (ERC-1271). */
    private static final Bytes32 MAGIC =
            Bytes32.parse("0x1626ba7e00000000000000000000000000000000000000000000000000000000");

    private static final int OFFSET = 2 * Bytes32.LENGTH;

    /** Whether the account's code takes the signature. Reads anything but the magic word, and nothing at all, as no. */
    public ContractCall<Boolean> isValidSignature(Bytes32 digest, Bytes signature) {
        Bytes data = new CallData(IS_VALID_SIGNATURE, OFFSET + Bytes32.LENGTH + CallData.padded(signature.size()))
                .word(digest)
                .number(OFFSET)
                .bytes(signature)
                .build();
        return new ContractCall<>(address, data, returned -> returned.equals(Bytes.of(MAGIC.toByteArray())));
    }
}
