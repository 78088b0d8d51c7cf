package dev.quittance.agent.signing;

import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.net.URI;

/** Signs the authorization that pays what is required. */
public interface PaymentSigner {

    /**
     * Signs for exactly these requirements.
     *
     * @param requirements of scheme exact, paid by EIP-3009, on a known asset
     * @param nonce of the authorization; asked again with the same nonce a signer gives no second permission
     * @param resource address of what is paid for; permissions may be bound to its origin
     * @throws InterruptedException when interrupted while waiting for the signer
     */
    Signing sign(PaymentRequirements requirements, Bytes32 nonce, URI resource) throws InterruptedException;

    /** What a signer says. */
    sealed interface Signing {
        record Signed(TransferAuthorization authorization, Signature signature) implements Signing {}

        /**
         * No signature.
         *
         * @param code one word that names the rule or the fault
         */
        record Denied(String code, String detail) implements Signing {}
    }
}
