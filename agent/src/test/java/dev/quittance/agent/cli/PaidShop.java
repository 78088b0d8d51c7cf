package dev.quittance.agent.cli;

import com.sun.net.httpserver.HttpExchange;
import dev.quittance.agent.FakeGateway;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequired;
import dev.quittance.protocol.x402.PaymentRequirements;
import dev.quittance.protocol.x402.ResourceInfo;
import dev.quittance.protocol.x402.SettleResponse;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A server that gives each asker a new challenge, settles each authorization once, and answers a settled one with the same
 * bytes again. It counts what reached it.
 */
final class PaidShop implements FakeGateway.Answer {
    static final String ANSWER = "sunny";
    static final JsonObject QUITTANCE =
            JsonObject.parse("{\"quittance\":{\"amount\":\"1000\"},\"signer\":\"0x01\",\"signature\":\"0x02\"}");

    private static final PaymentRequirements OFFER = new PaymentRequirements(
            "exact",
            "eip155:84532",
            BigInteger.valueOf(1000),
            "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
            "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720",
            300,
            JsonObject.parse("{\"name\":\"USDC\",\"version\":\"2\",\"paymentFlow\":\"upfront\"}"));

    private final List<String> challenges = new ArrayList<>();
    private final Set<String> headers = new LinkedHashSet<>();
    private final Set<String> echoed = new LinkedHashSet<>();
    private Runnable whenPaid = () -> {};

    /** Runs once, when the next payment has been settled and before it is answered. */
    synchronized void whenPaid(Runnable action) {
        whenPaid = action;
    }

    synchronized List<String> challenges() {
        return List.copyOf(challenges);
    }

    /** The different payments that came, as they came. */
    synchronized Set<String> payments() {
        return Set.copyOf(headers);
    }

    /** The challenge ids that the payments brought back. */
    synchronized Set<String> echoedChallenges() {
        return Set.copyOf(echoed);
    }

    @Override
    public synchronized void write(HttpExchange exchange) throws IOException {
        String header = exchange.getRequestHeaders().getFirst(PaymentHeader.PAYMENT_SIGNATURE.headerName());
        if (header == null) {
            challenge(exchange);
        } else {
            settle(exchange, header);
        }
    }

    private void challenge(HttpExchange exchange) throws IOException {
        challenges.add("k1.1900000000.salt" + challenges.size() + ".mac");
        var info = JsonObject.builder()
                .put("challenge", challenges.getLast())
                .putObjects("accepts", List.of(OFFER.toJson()))
                .build();
        var challenge = new PaymentRequired(
                Optional.empty(),
                new ResourceInfo("http://localhost/weather", Optional.empty(), Optional.empty()),
                List.of(OFFER),
                JsonObject.builder()
                        .put("quittance", JsonObject.builder().put("info", info).build())
                        .build());
        FakeGateway.answer(402, "", "PAYMENT-REQUIRED", PaymentHeader.encode(challenge.toJson()))
                .write(exchange);
    }

    private void settle(HttpExchange exchange, String header) throws IOException {
        headers.add(header);
        var payload = PaymentPayload.fromJson(PaymentHeader.decode(header, header.length()));
        echoed.add(payload.extensions().object("quittance").object("info").text("challenge"));
        Runnable action = whenPaid;
        whenPaid = () -> {};
        action.run();
        var authorization = TransferAuthorization.fromJson(payload.payload().object("authorization"));
        var receipt = SettleResponse.settled(
                authorization.from().toString(), "0x" + "ab".repeat(32), OFFER.network(), "1000");
        var paid = receipt.toJson().toBuilder()
                .put(
                        "extensions",
                        JsonObject.builder()
                                .put(
                                        "quittance",
                                        JsonObject.builder()
                                                .put("info", QUITTANCE)
                                                .build())
                                .build())
                .build();
        FakeGateway.answer(200, ANSWER, "PAYMENT-RESPONSE", PaymentHeader.encode(paid))
                .write(exchange);
    }
}
