package dev.quittance.agent;

import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.PaymentRequired;
import dev.quittance.protocol.x402.PaymentRequirements;
import dev.quittance.protocol.x402.ResourceInfo;
import dev.quittance.protocol.x402.SettleResponse;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** Well-formed messages that tests start from. */
final class Messages {
    static final String TOKEN = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
    static final String PAYEE = "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720";
    static final String CHALLENGE_ID = "k1.1900000000.salt.mac";
    static final String TRANSACTION = "0x" + "ab".repeat(32);
    static final JsonObject EXTRA = JsonObject.parse("""
            {"name":"USDC","version":"2","paymentFlow":"upfront"}""");

    private Messages() {}

    static PaymentRequirements offer(long amount) {
        return offer("exact", "eip155:84532", amount, TOKEN, EXTRA);
    }

    static PaymentRequirements offer(String scheme, String network, long amount, String asset, JsonObject extra) {
        return new PaymentRequirements(scheme, network, BigInteger.valueOf(amount), asset, PAYEE, 300, extra);
    }

    static PaymentRequired challenge(PaymentRequirements... offers) {
        var resource = new ResourceInfo("http://localhost/weather", Optional.empty(), Optional.empty());
        var extensions = JsonObject.builder()
                .put(
                        "quittance",
                        JsonObject.builder()
                                .put(
                                        "info",
                                        JsonObject.builder()
                                                .put("challenge", CHALLENGE_ID)
                                                .putObjects(
                                                        "accepts",
                                                        List.of(offers).stream()
                                                                .map(PaymentRequirements::toJson)
                                                                .toList())
                                                .build())
                                .put("schema", JsonObject.EMPTY)
                                .build())
                .put("stranger", JsonObject.parse("{\"info\":{\"b\":1,\"a\":[true,null]}}"))
                .build();
        return new PaymentRequired(Optional.empty(), resource, List.of(offers), extensions);
    }

    static FakeGateway.Answer asks(PaymentRequirements... offers) {
        return FakeGateway.answer(
                402,
                "{}",
                "PAYMENT-REQUIRED",
                PaymentHeader.encode(challenge(offers).toJson()));
    }

    static FakeGateway.Answer serves(String body) {
        return FakeGateway.answer(200, body, "PAYMENT-RESPONSE", receipt("eip155:84532"));
    }

    static String receipt(String network) {
        return PaymentHeader.encode(SettleResponse.settled(FakeSigner.PAYER, TRANSACTION, network, "1000")
                .toJson());
    }

    static String refusal(String reason) {
        return PaymentHeader.encode(
                SettleResponse.refused(reason, Optional.empty(), Optional.empty(), "", "eip155:84532")
                        .toJson());
    }
}
