package dev.quittance.agent.receipt;

import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.Sha256;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.receipt.Quittance;
import dev.quittance.protocol.receipt.ReceiptDocument;
import dev.quittance.protocol.receipt.ResponseDigest;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/** A receipt that tests start from, signed by a key that is drawn anew. */
public final class ReceiptSample {
    public static final String BODY = "sunny";
    public static final Bytes32 RESPONSE = ResponseDigest.of(200, "text/plain", BODY.getBytes(StandardCharsets.UTF_8));
    static final String CHALLENGE = "k1.1900000000.salt.mac";

    private static final Secp256k1 CURVE = Secp256k1.create();
    private static final PrivateKey KEY = PrivateKey.generate(new SecureRandom());

    public static final Address SIGNER = CURVE.address(KEY);

    private ReceiptSample() {}

    public static ReceiptDocument document() {
        return document(quittance());
    }

    static ReceiptDocument document(JsonObject.Builder json) {
        var quittance = Quittance.fromJson(json.build());
        var signature = CURVE.sign(quittance.digest(), KEY);
        return new ReceiptDocument(quittance, SIGNER, Hex.encode(signature.toBytes()));
    }

    /** What PAYMENT-RESPONSE says with this in the receipt's place. */
    public static JsonObject settlement(JsonObject info) {
        return JsonObject.parse("""
                {"success":true,"payer":"0x1","transaction":"0x2","network":"eip155:84532",
                 "extensions":{"quittance":{"info":%s}}}""".formatted(info));
    }

    /** What {@code quittance pay --json} prints. */
    public static JsonObject report(JsonObject settlement, String body) {
        return JsonObject.parse("""
                {"outcome":"paid","settlement":%s,"answer":{"status":200,"contentType":"text/plain","body":"%s"}}""".formatted(settlement, body));
    }

    static JsonObject.Builder quittance() {
        return JsonObject.builder()
                .put("paymentId", "0f9d6a44-6f7d-4a58-9f0e-2f8a0b7c1d2e")
                .put("tenant", "demo")
                .put(
                        "challenge",
                        Sha256.hash(CHALLENGE.getBytes(StandardCharsets.UTF_8)).toString())
                .put("request", hash("b2"))
                .put("network", "eip155:84532")
                .put("asset", "0x036CbD53842c5426634e7929541eC2318f3dCF7e")
                .put("payer", "0x70997970C51812dc3A010C7d01b50e0d17dc79C8")
                .put("payTo", "0x209693Bc6afc0C5328bA36FaF03C514EF312287C")
                .put("amount", "1000")
                .put("nonce", hash("c3"))
                .put("transaction", hash("d4"))
                .put("logIndex", "3")
                .put("blockNumber", "100")
                .put("blockHash", hash("e5"))
                .put("level", "included")
                .put("response", RESPONSE.toString())
                .put("order", "order-1")
                .put("issuedAt", "1767225600")
                .put("supersedes", hash("00"));
    }

    private static String hash(String octet) {
        return "0x" + octet.repeat(32);
    }
}
