package dev.quittance.protocol.eip712;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Keccak256;
import java.math.BigInteger;

/** The EIP-712 domain of what no contract checks: a service's own statements about a chain. */
public record ServiceDomain(String name, String version, long chainId) {
    private static final Bytes32 TYPE_HASH = Keccak256.hash("EIP712Domain(string name,string version,uint256 chainId)");
    private static final byte[] PREFIX = {0x19, 0x01};

    /** The hash that is signed for a structure under this domain. */
    public Bytes32 digest(Bytes32 structHash) {
        Bytes32 separator = Keccak256.hash(
                TYPE_HASH.toByteArray(),
                Keccak256.hash(name).toByteArray(),
                Keccak256.hash(version).toByteArray(),
                Bytes32.of(BigInteger.valueOf(chainId)).toByteArray());
        return Keccak256.hash(PREFIX, separator.toByteArray(), structHash.toByteArray());
    }
}
