package dev.quittance.signer.gate;

import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.signer.policy.Operation;
import java.util.Optional;

/**
 * A journaled permission: what the account's key may now sign, and nothing else.
 *
 * @param validBefore Unix seconds of the transfer as first permitted, which a repeated request gets again; 0 when none
 * @param signature made when it was decided, because the log names its hash; a repeated permission is signed anew, alike
 */
public record Permission(
        Address account, Operation operation, Bytes32 signingDigest, long validBefore, Optional<Signature> signature) {
    @Override
    public String toString() {
        return "Permission[" + operation + " of " + account + "]";
    }
}
