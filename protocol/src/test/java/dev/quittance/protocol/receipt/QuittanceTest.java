package dev.quittance.protocol.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.SettleResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class QuittanceTest {
    private static final String HASH = "0x" + "e5".repeat(32);

    @Test
    void hashesAsTheReferenceImplementationDoes() throws IOException {
        // Given
        List<JsonObject> vectors = vectors();
        assertThat(vectors).hasSizeGreaterThan(2);
        for (JsonObject vector : vectors) {
            // When
            var document = ReceiptDocument.fromJson(vector.object("document"));

            // Then
            assertThat(document.quittance().digest()).as(vector.text("name")).hasToString(vector.text("digest"));
            assertThat(document.toJson()).isEqualTo(vector.object("document"));
        }
    }

    @Test
    void changesItsDigestWithEachMember() throws IOException {
        JsonObject good = document().object("quittance");
        String digest = Quittance.fromJson(good).digest().toString();

        for (String name : good.names()) {
            JsonObject changed = good.toBuilder().put(name, other(name, good)).build();
            assertThat(Quittance.fromJson(changed).digest().toString()).as(name).isNotEqualTo(digest);
        }
    }

    @Test
    void refusesMembersThatAreMissingStrangeOrOfAnotherForm() throws IOException {
        JsonObject good = document().object("quittance");

        for (String name : good.names()) {
            String text = good.toString().replace("\"" + name + "\":", "\"x" + name + "\":");
            refuses(JsonObject.parse(text));
            refuses(good.toBuilder().put(name, 7).build());
        }
        refuses(good.toBuilder().put("comment", "paid").build());
        refuses(good.toBuilder().put("amount", "0").build());
        refuses(good.toBuilder().put("amount", "01").build());
        refuses(good.toBuilder().put("logIndex", "-1").build());
        refuses(good.toBuilder().put("issuedAt", "0").build());
        refuses(good.toBuilder().put("level", "Included").build());
        refuses(good.toBuilder().put("network", "base-sepolia").build());
        refuses(good.toBuilder().put("order", "two words").build());
        refuses(good.toBuilder().put("tenant", "").build());
        refuses(good.toBuilder()
                .put("paymentId", "0F9D6A44-6F7D-4A58-9F0E-2F8A0B7C1D2E")
                .build());
        refuses(good.toBuilder().put("nonce", "0x12").build());
        refuses(good.toBuilder().put("blockHash", "0x" + "00".repeat(32)).build());
        refuses(good.toBuilder().put("level", "reported").build());
    }

    @Test
    void refusesDocumentsOfAnotherForm() throws IOException {
        JsonObject good = document();

        assertThatThrownBy(() -> ReceiptDocument.fromJson(
                        good.toBuilder().put("signature", "0x1234").build()))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> ReceiptDocument.fromJson(
                        good.toBuilder().put("note", "x").build()))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void readsWhereAPaymentStandsFromOurFacilitatorsAnswer() {
        var extra = JsonObject.parse("""
                {"paymentId":"x","blockNumber":"12","blockHash":"%s","logIndex":"3","level":"included"}""".formatted(HASH));

        assertThat(Standing.of(settled(extra)).place().orElseThrow().blockNumber())
                .isEqualTo(12);
        assertThat(Standing.of(settled(JsonObject.EMPTY)).level()).isEqualTo(QuittanceLevel.REPORTED);
        assertThat(Standing.of(settled(JsonObject.parse(extra.toString().replace("\"12\"", "12"))))
                        .level())
                .isEqualTo(QuittanceLevel.REPORTED);
    }

    @Test
    void bindsEverythingButStandingResponseAndIssue() throws IOException {
        List<JsonObject> vectors = vectors();
        var first = Quittance.fromJson(vectors.getFirst().object("document").object("quittance"));
        var second = Quittance.fromJson(vectors.get(1).object("document").object("quittance"));

        assertThat(second.facts().bindingDigest()).isEqualTo(first.facts().bindingDigest());
        assertThat(second.supersedes()).contains(first.digest());
    }

    @Test
    void digestsAnAnswerAlikeInOnePieceAndInMany() {
        byte[] body = "sunny".getBytes(StandardCharsets.UTF_8);

        var whole = ResponseDigest.of(200, "text/plain", body);

        // printf '200\ntext/plain\nsunny' | sha256sum
        assertThat(whole).hasToString("0x8ece3fb3aa91f17a71e3821756385605ac103bf9b7de77d507acdacfe73b2d3b");
        assertThat(new ResponseDigest(200, "text/plain")
                        .update("sun".getBytes(StandardCharsets.UTF_8))
                        .update("ny".getBytes(StandardCharsets.UTF_8))
                        .finish())
                .isEqualTo(whole);
        assertThat(ResponseDigest.of(201, "text/plain", body)).isNotEqualTo(whole);
        assertThat(ResponseDigest.of(200, "", body)).isNotEqualTo(whole);
    }

    private static String other(String name, JsonObject good) {
        return switch (name) {
            case "paymentId" -> "1f9d6a44-6f7d-4a58-9f0e-2f8a0b7c1d2e";
            case "network" -> "eip155:8453";
            case "asset", "payer", "payTo" -> "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720";
            case "level" -> "safe";
            case "tenant", "order" -> "other";
            case "amount", "logIndex", "blockNumber", "issuedAt" -> "5";
            default -> {
                assertThat(good.text(name)).hasSize(66);
                yield "0x" + "77".repeat(32);
            }
        };
    }

    private static SettleResponse settled(JsonObject extra) {
        var plain = SettleResponse.settled("0x1", HASH, "eip155:84532", "1000");
        return SettleResponse.fromJson(
                plain.toJson().toBuilder().put("extra", extra).build());
    }

    private static void refuses(JsonObject quittance) {
        assertThatThrownBy(() -> Quittance.fromJson(quittance))
                .as(quittance.toString())
                .isInstanceOf(MalformedException.class);
    }

    private static JsonObject document() throws IOException {
        return vectors().getFirst().object("document");
    }

    private static List<JsonObject> vectors() throws IOException {
        try (var in = QuittanceTest.class.getResourceAsStream("/dev/quittance/protocol/quittance.json")) {
            return JsonObject.parse(Objects.requireNonNull(in).readAllBytes()).objects("vectors");
        }
    }
}
