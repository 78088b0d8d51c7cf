package dev.quittance.signer.payment;

import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;

/** What an x402 payload of scheme exact is made of. */
record SignedPayment(TransferAuthorization authorization, Signature signature) {
    JsonObject toJson() {
        return JsonObject.builder()
                .put("authorization", authorization.toJson())
                .put("signature", Hex.encode(signature.toBytes()))
                .build();
    }
}
