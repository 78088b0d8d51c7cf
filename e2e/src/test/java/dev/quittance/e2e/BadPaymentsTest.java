package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequired;
import java.math.BigInteger;
import java.net.URI;
import java.util.Base64;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Payments that must not pay: each is answered 402 with its own reason, and no balance moves. */
class BadPaymentsTest {
    private static final BigInteger PURSE = BigInteger.valueOf(5_000);
    private static final BigInteger DAY = BigInteger.valueOf(86_400);

    private final RunningSuite suite = RunningSuite.shared();
    private final URI resource = suite.gateway().resolve("/weather/berlin");

    /** Makes a payment header out of a challenge. */
    interface Forgery extends BiFunction<Payer, PaymentRequired, String> {}

    @ParameterizedTest(name = "{0} -> {1}")
    @MethodSource("forgeries")
    void moveNothing(String name, String error, Forgery forgery) throws Exception {
        // Given
        var payer = new Payer();
        suite.setBalance(payer.address(), PURSE);
        PaymentRequired challenge = Http.challenge(Http.get(resource));
        Address payee = Address.parse(challenge.accepts().getFirst().payTo());
        BigInteger before = suite.balanceOf(payee);

        // When
        var answer = Http.get(resource, PaymentHeader.PAYMENT_SIGNATURE.headerName(), forgery.apply(payer, challenge));

        // Then
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(402);
        assertThat(Http.challenge(answer).error()).contains(error);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(suite.balanceOf(payee)).isEqualTo(before);
        assertThat(suite.balanceOf(payer.address())).isEqualTo(PURSE);
    }

    static Stream<Arguments> forgeries() {
        return Stream.of(
                bad("no base64", "invalid_payload", (payer, challenge) -> "%%%"),
                bad("no JSON", "invalid_payload", (payer, challenge) -> base64("{")),
                bad(
                        "duplicate keys",
                        "invalid_payload",
                        (payer, challenge) -> base64("{\"x402Version\":2,\"x402Version\":2}")),
                bad(
                        "no padding",
                        "invalid_payload",
                        (payer, challenge) -> header(payer.pay(challenge)).replace("=", "") + "A"),
                bad(
                        "oversized",
                        "invalid_payload",
                        (payer, challenge) -> base64("{\"a\":\"" + "x".repeat(20_000) + "\"}")),
                bad("half", "invalid_payload", (payer, challenge) -> half(header(payer.pay(challenge)))),
                bad(
                        "another version",
                        "invalid_x402_version",
                        (payer, challenge) -> PaymentHeader.encode(payer.pay(challenge).toJson().toBuilder()
                                .put("x402Version", 3)
                                .build())),
                bad("unknown network", "No matching payment requirements", accepted("network", "eip155:999999")),
                bad(
                        "unknown asset",
                        "No matching payment requirements",
                        accepted("asset", "0x000000000000000000000000000000000000dEaD")),
                bad("lower price", "No matching payment requirements", accepted("amount", "1")),
                bad(
                        "other payee",
                        "No matching payment requirements",
                        accepted("payTo", "0x000000000000000000000000000000000000dEaD")),
                bad("no challenge", "extension_echo_mismatch", (payer, challenge) -> {
                    PaymentPayload good = payer.pay(challenge);
                    return header(
                            new PaymentPayload(good.resource(), good.accepted(), good.payload(), JsonObject.EMPTY));
                }),
                bad(
                        "too little",
                        "invalid_exact_evm_payload_authorization_value_mismatch",
                        signed(a -> with(a, a.to(), BigInteger.ONE, a.validAfter(), a.validBefore()))),
                bad(
                        "too much",
                        "invalid_exact_evm_payload_authorization_value_mismatch",
                        signed(a -> with(a, a.to(), BigInteger.TWO.pow(200), a.validAfter(), a.validBefore()))),
                bad(
                        "to somebody else",
                        "invalid_exact_evm_recipient_mismatch",
                        signed(a -> with(a, a.from(), a.value(), a.validAfter(), a.validBefore()))),
                bad(
                        "expired",
                        "invalid_exact_evm_payload_authorization_valid_before",
                        signed(a -> with(
                                a,
                                a.to(),
                                a.value(),
                                a.validAfter(),
                                a.validBefore().subtract(DAY)))),
                bad(
                        "not yet valid",
                        "invalid_exact_evm_payload_authorization_valid_after",
                        signed(a -> with(
                                a,
                                a.to(),
                                a.value(),
                                a.validBefore().add(DAY),
                                a.validBefore().add(DAY).add(DAY)))),
                bad(
                        "high s",
                        "invalid_exact_evm_signature",
                        payload((p, authorization, signature) -> p.put("signature", Payer.highS(signature)))),
                bad(
                        "signature of zeros",
                        "invalid_exact_evm_signature",
                        payload((p, authorization, signature) -> p.put("signature", "0x" + "0".repeat(130)))),
                bad(
                        "no hexadecimal signature",
                        "invalid_exact_evm_failed_to_parse_signature",
                        payload((p, authorization, signature) -> p.put("signature", "0xzz"))),
                bad(
                        "tampered after signing",
                        "invalid_exact_evm_signature",
                        payload((p, authorization, signature) -> p.put(
                                "authorization",
                                authorization.toBuilder()
                                        .put("validBefore", "99999999999")
                                        .build()))));
    }

    @Test
    void anEmptyPurseMovesNothing() throws Exception {
        // Given
        var payer = new Payer();
        PaymentRequired challenge = Http.challenge(Http.get(resource));

        // When
        var answer = Http.get(resource, "PAYMENT-SIGNATURE", header(payer.pay(challenge)));

        // Then
        assertThat(answer.statusCode()).isEqualTo(402);
        assertThat(Http.challenge(answer).error()).contains("invalid_exact_evm_insufficient_balance");
        assertThat(Http.header(answer, PaymentHeader.PAYMENT_RESPONSE).bool("success"))
                .isFalse();
    }

    @Test
    void onePaymentBuysOneAnswerAndNoOther() throws Exception {
        // Given
        var payer = new Payer();
        suite.setBalance(payer.address(), PURSE);
        PaymentRequired challenge = Http.challenge(Http.get(resource));
        String payment = header(payer.pay(challenge));
        var first = Http.get(resource, "PAYMENT-SIGNATURE", payment);
        assertThat(first.statusCode()).isEqualTo(200);

        // When
        var again = Http.get(resource, "PAYMENT-SIGNATURE", payment);
        var elsewhere = Http.get(suite.gateway().resolve("/weather/paris"), "PAYMENT-SIGNATURE", payment);
        var twice = Http.get(resource, "PAYMENT-SIGNATURE", payment, "PAYMENT-SIGNATURE", payment);

        // Then
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().allValues("PAYMENT-RESPONSE"))
                .isEqualTo(first.headers().allValues("PAYMENT-RESPONSE"));
        assertThat(elsewhere.statusCode()).isEqualTo(402);
        assertThat(Http.challenge(elsewhere).error()).contains("challenge_invalid");
        assertThat(twice.statusCode()).isEqualTo(400);
        assertThat(JsonObject.parse(twice.body()).text("code")).isEqualTo("several_payments");
        assertThat(suite.balanceOf(payer.address())).isEqualTo(PURSE.subtract(BigInteger.valueOf(1_000)));
    }

    private static Arguments bad(String name, String error, Forgery forgery) {
        return Arguments.of(name, error, forgery);
    }

    private static String header(PaymentPayload payment) {
        return PaymentHeader.encode(payment.toJson());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static String half(String text) {
        return text.substring(0, text.length() / 2);
    }

    private static Forgery accepted(String member, String value) {
        return (payer, challenge) -> {
            JsonObject good = payer.pay(challenge).toJson();
            return PaymentHeader.encode(good.toBuilder()
                    .put(
                            "accepted",
                            good.object("accepted").toBuilder()
                                    .put(member, value)
                                    .build())
                    .build());
        };
    }

    private static Forgery signed(java.util.function.UnaryOperator<TransferAuthorization> change) {
        return (payer, challenge) -> header(payer.pay(challenge, change));
    }

    /** Changes the scheme's own part of a payment. */
    private interface PayloadChange {
        JsonObject.Builder apply(JsonObject.Builder payload, JsonObject authorization, String signature);
    }

    private static Forgery payload(PayloadChange change) {
        return (payer, challenge) -> {
            PaymentPayload good = payer.pay(challenge);
            JsonObject payload = good.payload();
            var changed = change.apply(payload.toBuilder(), payload.object("authorization"), payload.text("signature"));
            return header(new PaymentPayload(good.resource(), good.accepted(), changed.build(), good.extensions()));
        };
    }

    private static TransferAuthorization with(
            TransferAuthorization a, Address to, BigInteger value, BigInteger validAfter, BigInteger validBefore) {
        return new TransferAuthorization(a.from(), to, value, validAfter, validBefore, a.nonce());
    }
}
