package dev.quittance.facilitator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.quittance.facilitator.stack.Caller;
import dev.quittance.facilitator.stack.FacilitatorStack;
import dev.quittance.facilitator.stack.Offer;
import dev.quittance.facilitator.stack.OnChain;
import dev.quittance.facilitator.stack.Rows;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.eip712.Eip712Domain;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
@QuarkusTestResource(FacilitatorStack.class)
class BadInputTest {
    private static final BigInteger ORDER =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

    /** Payments that are understood and refused, each with its reason. */
    static Stream<Arguments> refusals() {
        return Stream.of(
                terms("unknown scheme", "unsupported_scheme", "scheme", "batch-settlement"),
                terms("unknown network", "invalid_network", "network", "eip155:1"),
                terms("network that is no CAIP-2 name", "invalid_network", "network", "base-sepolia"),
                terms("unknown asset", "invalid_payment_requirements", "asset", Offer.PAYEE),
                terms("asset that is no address", "invalid_payment_requirements", "asset", "USDC"),
                terms("payTo that is no address", "invalid_payment_requirements", "payTo", "0x01"),
                terms("nothing to pay", "invalid_payment_requirements", "amount", "0"),
                extra("no EIP-712 domain", "invalid_exact_evm_missing_eip712_domain", "{}"),
                extra(
                        "wrong domain name",
                        "invalid_exact_evm_token_name_mismatch",
                        "{\"name\":\"USD Coin\",\"version\":\"2\"}"),
                extra(
                        "wrong domain version",
                        "invalid_exact_evm_token_version_mismatch",
                        "{\"name\":\"USDC\",\"version\":\"1\"}"),
                extra(
                        "unsupported transfer method",
                        "unsupported_payload_type",
                        "{\"name\":\"USDC\",\"version\":\"2\",\"assetTransferMethod\":\"permit2\"}"),
                accepted("accepted another scheme", "invalid_exact_evm_scheme", "scheme", "upto"),
                accepted("accepted another network", "invalid_exact_evm_network_mismatch", "network", "eip155:8453"),
                accepted("accepted another amount", "invalid_payment_requirements", "amount", "999"),
                accepted("accepted another payee", "invalid_payment_requirements", "payTo", Offer.TOKEN),
                arguments(
                        "another payee asked",
                        "invalid_exact_evm_recipient_mismatch",
                        with(Offer.good(), "payTo", Offer.TOKEN)),
                arguments(
                        "another amount asked",
                        "invalid_exact_evm_payload_authorization_value_mismatch",
                        with(Offer.good(), "amount", "1001")),
                arguments(
                        "expired",
                        "invalid_exact_evm_payload_authorization_valid_before",
                        Offer.signed(BigInteger.ZERO, BigInteger.valueOf(1_700_000_000), Offer.AMOUNT, Offer.domain())),
                arguments(
                        "not yet valid",
                        "invalid_exact_evm_payload_authorization_valid_after",
                        Offer.signed(Offer.far().subtract(BigInteger.ONE), Offer.far(), Offer.AMOUNT, Offer.domain())),
                arguments(
                        "signed for another chain",
                        "invalid_exact_evm_signature",
                        signedFor(new Eip712Domain("USDC", "2", 8453, Address.parse(Offer.TOKEN)))),
                arguments(
                        "signed for another token",
                        "invalid_exact_evm_signature",
                        signedFor(new Eip712Domain("USDC", "2", 84532, Address.parse(Offer.PAYEE)))),
                arguments(
                        "signed for another domain name",
                        "invalid_exact_evm_signature",
                        signedFor(new Eip712Domain("USD Coin", "2", 84532, Address.parse(Offer.TOKEN)))),
                arguments("changed after signing", "invalid_exact_evm_signature", changedValue(Offer.good())),
                arguments("high s", "invalid_exact_evm_signature", highS(Offer.good())),
                arguments(
                        "signature of nobody",
                        "invalid_exact_evm_signature",
                        Offer.good().withSignature("0x" + "00".repeat(65))),
                arguments(
                        "signature of 64 bytes",
                        "invalid_exact_evm_signature",
                        Offer.good().withSignature("0x" + "11".repeat(64))),
                arguments(
                        "empty signature",
                        "invalid_exact_evm_failed_to_parse_signature",
                        Offer.good().withSignature("0x")),
                arguments(
                        "signature that is no hexadecimal text",
                        "invalid_exact_evm_failed_to_parse_signature",
                        Offer.good().withSignature("zz")),
                arguments("too little money", "invalid_exact_evm_insufficient_balance", Offer.unfunded()),
                arguments("used authorization", "invalid_exact_evm_nonce_already_used", used(Offer.good())),
                arguments(
                        "blacklisted payer",
                        "invalid_exact_evm_transaction_simulation_failed",
                        OnChain.blacklisted(Offer.good())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void refusesWithItsReasonAndMovesNothing(String what, String reason, Offer offer) throws Exception {
        // Given
        long rows = Rows.count();
        // When
        var verified = Caller.MERCHANT.post("/verify", offer.body());
        var settled = Caller.MERCHANT.post("/settle", offer.body());
        // Then
        assertThat(verified.statusCode()).isEqualTo(200);
        assertVerifyRefusal(verified.body(), reason);
        assertThat(settled.statusCode()).isEqualTo(200);
        assertSettleRefusal(settled.body(), reason, offer.requirements().text("network"));
        assertThat(Rows.count()).isEqualTo(rows);
    }

    /** Bodies that cannot be understood. */
    static Stream<Arguments> malformed() {
        Offer offer = Offer.unfunded();
        String good = offer.body();
        return Stream.of(
                arguments("empty body", 400, "invalid_payload", ""),
                arguments("empty object", 400, "invalid_x402_version", "{}"),
                arguments("no JSON", 400, "invalid_payload", "x402"),
                arguments("an array", 400, "invalid_payload", "[" + good + "]"),
                arguments("cut off", 400, "invalid_payload", good.substring(0, good.length() - 1)),
                arguments("text behind", 400, "invalid_payload", good + "{}"),
                arguments(
                        "duplicate key",
                        400,
                        "invalid_payload",
                        good.replaceFirst("\"amount\":\"1000\"", "\"amount\":\"1\",\"amount\":\"1000\"")),
                arguments(
                        "too deep",
                        400,
                        "invalid_payload",
                        good.replaceFirst("\\{", "{\"deep\":" + "[".repeat(100) + "]".repeat(100) + ",")),
                arguments(
                        "other version",
                        400,
                        "invalid_x402_version",
                        good.replaceFirst("\"x402Version\":2", "\"x402Version\":3")),
                arguments(
                        "versions that differ",
                        400,
                        "invalid_x402_version",
                        good.replaceFirst("\"x402Version\":2", "\"x402Version\":1")),
                arguments(
                        "version 1 with the words of version 2",
                        400,
                        "invalid_payment_requirements",
                        good.replace("\"x402Version\":2", "\"x402Version\":1")),
                arguments(
                        "version as text",
                        400,
                        "invalid_x402_version",
                        good.replaceFirst("\"x402Version\":2", "\"x402Version\":\"2\"")),
                arguments(
                        "no requirements",
                        400,
                        "invalid_payment_requirements",
                        good.replace("paymentRequirements", "paymentRequirement")),
                arguments("no payload", 400, "invalid_payload", good.replace("paymentPayload", "paymentPayloads")),
                arguments(
                        "amount as number",
                        400,
                        "invalid_payment_requirements",
                        good.replace("\"amount\":\"1000\"", "\"amount\":1000")),
                arguments(
                        "amount with leading zero",
                        400,
                        "invalid_payment_requirements",
                        good.replace("\"amount\":\"1000\"", "\"amount\":\"01000\"")),
                arguments(
                        "amount beyond 256 bits",
                        400,
                        "invalid_payment_requirements",
                        good.replace("\"amount\":\"1000\"", "\"amount\":\"" + BigInteger.ONE.shiftLeft(256) + "\"")),
                arguments(
                        "authorization with a short nonce",
                        200,
                        "invalid_payload",
                        offer.bodyWith(JsonObject.parse(offer.payload()
                                .toString()
                                .replace(offer.authorization().nonce().toString(), "0x01")))),
                arguments("no authorization", 200, "invalid_payload", offer.bodyWith(JsonObject.EMPTY)),
                arguments(
                        "too long",
                        413,
                        "invalid_payload",
                        good.replaceFirst("\\{", "{\"padding\":\"" + "x".repeat(70_000) + "\",")),
                arguments(
                        "much too long",
                        413,
                        "invalid_payload",
                        good.replaceFirst("\\{", "{\"padding\":\"" + "x".repeat(3_000_000) + "\",")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void refusesMalformedBodiesInTheProtocolsShape(String what, int status, String reason, String body)
            throws Exception {
        // Given
        long rows = Rows.count();
        // When
        var verified = Caller.MERCHANT.post("/verify", body);
        var settled = Caller.MERCHANT.post("/settle", body);
        // Then
        assertThat(verified.statusCode()).isEqualTo(status);
        assertVerifyRefusal(verified.body(), reason);
        assertThat(settled.statusCode()).isEqualTo(status);
        assertSettleRefusal(settled.body(), reason, status == 200 ? "eip155:84532" : "");
        assertThat(Rows.count()).isEqualTo(rows);
    }

    @Test
    void refusesTooLongABodyThatDoesNotTellItsLength() {
        // Given
        String body = Offer.unfunded().body().replaceFirst("\\{", "{\"padding\":\"" + "x".repeat(300_000) + "\",");
        // When
        var answer = Caller.MERCHANT.postInChunks("/settle", body);
        // Then
        assertThat(answer.statusCode()).isEqualTo(413);
        assertSettleRefusal(answer.body(), "invalid_payload", "");
    }

    @Test
    void readsBodiesInChunksAndThoseThatWaitToBeWanted() {
        // Given
        String body = Offer.unfunded().body();
        // When
        var chunked = Caller.MERCHANT.postInChunks("/verify", body);
        var wanted = Caller.MERCHANT.postWhenWanted("/verify", body);
        // Then
        assertVerifyRefusal(chunked.body(), "invalid_exact_evm_insufficient_balance");
        assertVerifyRefusal(wanted.body(), "invalid_exact_evm_insufficient_balance");
    }

    @Test
    void refusesBytesThatAreNoText() throws Exception {
        // Given
        byte[] body = Offer.unfunded().body().getBytes(StandardCharsets.UTF_8);
        body[body.length / 2] = (byte) 0xff;
        // When
        var answer = Caller.MERCHANT.post("/settle", body);
        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertSettleRefusal(answer.body(), "invalid_payload", "");
    }

    @Test
    void neverRepeatsTheSignature() {
        // Given
        var offer = Offer.unfunded();
        // When
        var answer = Caller.MERCHANT.post("/settle", offer.body());
        // Then
        assertThat(answer.body()).doesNotContain(offer.signature().substring(2));
    }

    private static void assertVerifyRefusal(String body, String reason) {
        JsonObject json = JsonObject.parse(body);
        assertThat(json.bool("isValid")).isFalse();
        assertThat(json.text("invalidReason")).isEqualTo(reason);
        assertThat(json.text("invalidMessage")).isNotEmpty();
        assertThat(json.names()).isSubsetOf("isValid", "invalidReason", "invalidMessage", "payer");
    }

    private static void assertSettleRefusal(String body, String reason, String network) {
        JsonObject json = JsonObject.parse(body);
        assertThat(json.bool("success")).isFalse();
        assertThat(json.text("errorReason")).isEqualTo(reason);
        assertThat(json.text("errorMessage")).isNotEmpty();
        assertThat(json.text("transaction")).isEmpty();
        assertThat(json.text("network")).isEqualTo(network);
        assertThat(json.names())
                .isSubsetOf("success", "errorReason", "errorMessage", "payer", "transaction", "network");
    }

    private static Arguments terms(String what, String reason, String member, String value) {
        return arguments(what, reason, with(Offer.unfunded(), member, value));
    }

    private static Offer with(Offer offer, String member, String value) {
        return offer.withTerms(
                offer.requirements().toBuilder().put(member, value).build());
    }

    private static Arguments extra(String what, String reason, String json) {
        Offer offer = Offer.unfunded();
        return arguments(
                what,
                reason,
                offer.withTerms(offer.requirements().toBuilder()
                        .put("extra", JsonObject.parse(json))
                        .build()));
    }

    private static Arguments accepted(String what, String reason, String member, String value) {
        Offer offer = Offer.good();
        return arguments(
                what,
                reason,
                offer.withAccepted(
                        offer.accepted().toBuilder().put(member, value).build()));
    }

    private static Offer signedFor(Eip712Domain domain) {
        return Offer.signed(BigInteger.ZERO, Offer.far(), Offer.AMOUNT, domain);
    }

    private static Offer changedValue(Offer offer) {
        TransferAuthorization a = offer.authorization();
        return offer.withAuthorization(new TransferAuthorization(
                a.from(), a.to(), BigInteger.TWO, a.validAfter(), a.validBefore(), a.nonce()));
    }

    /** The malleable twin of a signature, which the same key could have made. */
    private static Offer highS(Offer offer) {
        byte[] signature = Hex.decode(offer.signature());
        byte[] s = new byte[Bytes32.LENGTH];
        System.arraycopy(signature, 32, s, 0, 32);
        byte[] twin = Bytes32.of(ORDER.subtract(new BigInteger(1, s))).toByteArray();
        System.arraycopy(twin, 0, signature, 32, 32);
        signature[64] = (byte) (signature[64] == 27 ? 28 : 27);
        return offer.withSignature(Hex.encode(signature));
    }

    /** Spends the authorization on chain, past the facilitator. */
    private static Offer used(Offer offer) {
        OnChain.transfer(offer);
        return offer;
    }
}
