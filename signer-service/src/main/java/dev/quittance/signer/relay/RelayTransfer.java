package dev.quittance.signer.relay;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.abi.ContractCall;
import dev.quittance.evm.abi.Eip3009Token;
import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;

/**
 * One authorization to be put on chain.
 *
 * @param signature the payer's, as it came: of a contract wallet, bytes of any form (ERC-1271)
 */
record RelayTransfer(Address asset, TransferAuthorization authorization, Bytes signature) {
    private static final int SIGNATURE_MAX = 4_096;

    static RelayTransfer fromJson(JsonObject json) {
        Bytes signature = Bytes.parse(json.text("signature"));
        if (signature.size() == 0 || signature.size() > SIGNATURE_MAX) {
            throw new MalformedException("the signature has an impossible length");
        }
        if (signature.size() == Signature.LENGTH) {
            Signature.parse(signature.toByteArray());
        }
        return new RelayTransfer(
                Address.parse(json.text("asset")),
                TransferAuthorization.fromJson(json.object("authorization")),
                signature);
    }

    /** The call of a known token. What has not the length of a plain account's signature goes to the token as it came. */
    ContractCall<Bytes> call(Eip3009Token token) {
        return signature.size() == Signature.LENGTH
                ? token.transferWithAuthorization(authorization, Signature.parse(signature.toByteArray()))
                : token.transferWithAuthorization(authorization, signature);
    }

    JsonObject toJson() {
        return JsonObject.builder()
                .put("asset", asset.toString())
                .put("authorization", authorization.toJson())
                .put("signature", signature.hex())
                .build();
    }

    @Override
    public String toString() {
        return "RelayTransfer[asset=" + asset + ", redacted]";
    }
}
