package dev.quittance.schemes.exact;

import dev.quittance.evm.registry.Asset;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.eip712.Eip712Domain;
import dev.quittance.protocol.eip712.TransferAuthorization;

/**
 * A payment in facts: which token moves what from whom to whom, and the proof of the payer's will. Two payments are the
 * same when asset, payer and authorization nonce are; the signature is no part of a payment's identity.
 */
public final class ExactPayment {
    private final Asset asset;
    private final TransferAuthorization authorization;
    private final byte[] signature;

    public ExactPayment(Asset asset, TransferAuthorization authorization, byte[] signature) {
        this.asset = asset;
        this.authorization = authorization;
        this.signature = signature.clone();
    }

    public Asset asset() {
        return asset;
    }

    public TransferAuthorization authorization() {
        return authorization;
    }

    /** As the payer sent it: 65 bytes for a key, anything for a contract wallet (EIP-1271). */
    public byte[] signature() {
        return signature.clone();
    }

    /** The signature as wire text. */
    public String signatureHex() {
        return Hex.encode(signature);
    }

    /** The domain under which the token checks the signature. */
    public Eip712Domain domain() {
        return domainOf(asset);
    }

    /** What the payer signed. */
    public Bytes32 digest() {
        return authorization.digest(domain());
    }

    static Eip712Domain domainOf(Asset asset) {
        return new Eip712Domain(asset.eip712Name(), asset.eip712Version(), asset.chainId(), asset.address());
    }

    /** Names the payment without its signature. */
    @Override
    public String toString() {
        return "ExactPayment[chainId=" + asset.chainId() + ", asset=" + asset.address() + ", payer="
                + authorization.from() + ", nonce=" + authorization.nonce() + "]";
    }
}
