package dev.quittance.protocol.x402;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages recorded from the reference implementation are read and written back without loss. */
class WireTest {
    private static JsonObject recorded() {
        try (var in = WireTest.class.getResourceAsStream("/dev/quittance/protocol/wire.json")) {
            return JsonObject.parse(Objects.requireNonNull(in).readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertRoundTrip(String kind, UnaryOperator<JsonObject> readAndWrite) {
        List<JsonObject> messages = recorded().objects(kind);
        assertThat(messages)
                .isNotEmpty()
                .allSatisfy(message -> assertThat(readAndWrite.apply(message)).isEqualTo(message));
    }

    @Test
    void keepsRecordedChallenges() {
        assertRoundTrip(
                "paymentRequired", json -> PaymentRequired.fromJson(json).toJson());
    }

    @Test
    void keepsRecordedPayments() {
        assertRoundTrip("paymentPayload", json -> PaymentPayload.fromJson(json).toJson());
    }

    @Test
    void keepsRecordedFacilitatorRequests() {
        assertRoundTrip(
                "facilitatorRequest", json -> FacilitatorRequest.fromJson(json).toJson());
    }

    @Test
    void keepsRecordedSettlements() {
        assertRoundTrip("settleResponse", json -> SettleResponse.fromJson(json).toJson());
    }

    @Test
    void keepsRecordedVerifications() {
        assertRoundTrip("verifyResponse", json -> VerifyResponse.fromJson(json).toJson());
    }

    @Test
    void headersSurviveEncodingAndDecoding() {
        for (JsonObject message : recorded().objects("paymentPayload")) {
            // When
            JsonObject decoded = PaymentHeader.decode(PaymentHeader.encode(message), 16_384);

            // Then
            assertThat(decoded).isEqualTo(message);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "e30", "e31=", "e30=\n", "e_0=", "{}", "e30==", "e30=e30=", "e30=, e30="})
    void refusesHeadersThatAreNotCanonicalBase64OfAnObject(String value) {
        assertThatThrownBy(() -> PaymentHeader.decode(value, 16_384)).isInstanceOf(MalformedException.class);
    }

    @Test
    void refusesHeadersBeyondTheLimit() {
        // Given
        String value = PaymentHeader.encode(
                JsonObject.builder().put("a", "x".repeat(100)).build());

        // When // Then
        assertThat(PaymentHeader.decode(value, value.length()).text("a")).hasSize(100);
        assertThatThrownBy(() -> PaymentHeader.decode(value, value.length() - 1))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void acceptedTermsMayAddToExtraButChangeNothing() {
        // Given
        var offer = requirements("1000", "{\"name\":\"USDC\"}");

        // When // Then
        assertThat(offer.isMatchedBy(requirements("1000", "{\"name\":\"USDC\",\"more\":1}")))
                .isTrue();
        assertThat(offer.isMatchedBy(requirements("1000", "{}"))).isFalse();
        assertThat(offer.isMatchedBy(requirements("999", "{\"name\":\"USDC\"}")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "01", "1.0", "1e3", "", "0x10"})
    void refusesAmountsOfAnotherSpelling(String amount) {
        assertThatThrownBy(() -> requirements(amount, "{}")).isInstanceOf(MalformedException.class);
    }

    @Test
    void refusesAnotherProtocolVersion() {
        // Given
        var message = recorded().objects("paymentPayload").getFirst().toBuilder()
                .put("x402Version", 1)
                .build();

        // When // Then
        assertThatThrownBy(() -> PaymentPayload.fromJson(message)).hasMessage("x402Version is not 2");
    }

    @Test
    void supportedHasTheReferenceShape() {
        // Given
        var supported = new SupportedResponse(
                List.of(
                        new SupportedResponse.Kind(2, "exact", "eip155:84532", JsonObject.EMPTY),
                        new SupportedResponse.Kind(1, "exact", "base-sepolia", JsonObject.EMPTY)),
                List.of(),
                Map.of("eip155:*", List.of("0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f")));

        // When // Then
        assertThat(supported.toJson())
                .hasToString(
                        "{\"kinds\":[{\"x402Version\":2,\"scheme\":\"exact\",\"network\":\"eip155:84532\"},"
                                + "{\"x402Version\":1,\"scheme\":\"exact\",\"network\":\"base-sepolia\"}],"
                                + "\"extensions\":[],\"signers\":{\"eip155:*\":[\"0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f\"]}}");
    }

    @Test
    void paymentsNeverPrintTheirSignature() {
        for (JsonObject message : recorded().objects("paymentPayload")) {
            Optional<String> signature = message.object("payload").optionalText("signature");
            signature.ifPresent(text ->
                    assertThat(PaymentPayload.fromJson(message).toString()).doesNotContain(text));
        }
    }

    private static PaymentRequirements requirements(String amount, String extra) {
        return PaymentRequirements.fromJson(JsonObject.builder()
                .put("scheme", "exact")
                .put("network", "eip155:84532")
                .put("amount", amount)
                .put("asset", "0x036CbD53842c5426634e7929541eC2318f3dCF7e")
                .put("payTo", "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720")
                .put("maxTimeoutSeconds", 300)
                .put("extra", JsonObject.parse(extra))
                .build());
    }
}
