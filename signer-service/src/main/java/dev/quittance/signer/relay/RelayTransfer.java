package dev.quittance.signer.relay;

import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;

/** One authorization to be put on chain, with its payer's signature. */
record RelayTransfer(Address asset, TransferAuthorization authorization, Signature signature) {
    static RelayTransfer fromJson(JsonObject json) {
        return new RelayTransfer(
                Address.parse(json.text("asset")),
                TransferAuthorization.fromJson(json.object("authorization")),
                Signature.parse(Hex.decode(json.text("signature"), Signature.LENGTH)));
    }

    JsonObject toJson() {
        return JsonObject.builder()
                .put("asset", asset.toString())
                .put("authorization", authorization.toJson())
                .put("signature", Hex.encode(signature.toBytes()))
                .build();
    }
}
