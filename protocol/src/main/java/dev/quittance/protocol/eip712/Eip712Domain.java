package dev.quittance.protocol.eip712;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Keccak256;
import java.math.BigInteger;

/** The EIP-712 domain of a contract: what makes a signature worthless anywhere else. */
public record Eip712Domain(String name, String version, long chainId, Address verifyingContract) {
    private static final Bytes32 TYPE_HASH =
            Keccak256.hash("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    private static final byte[] PREFIX = {0x19, 0x01};

    public Bytes32 separator() {
        return Keccak256.hash(
                TYPE_HASH.toByteArray(),
                Keccak256.hash(name).toByteArray(),
                Keccak256.hash(version).toByteArray(),
                Bytes32.of(BigInteger.valueOf(chainId)).toByteArray(),
                verifyingContract.toWord().toByteArray());
    }

    /** The hash that is signed for a structure under this domain. */
    public Bytes32 digest(Bytes32 structHash) {
        return Keccak256.hash(PREFIX, separator().toByteArray(), structHash.toByteArray());
    }
}
