package dev.quittance.facilitator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.events.Event;
import dev.quittance.facilitator.stack.Announced;
import dev.quittance.facilitator.stack.Await;
import dev.quittance.facilitator.stack.Caller;
import dev.quittance.facilitator.stack.FacilitatorStack;
import dev.quittance.facilitator.stack.FakeWorker;
import dev.quittance.facilitator.stack.Offer;
import dev.quittance.facilitator.stack.Rows;
import dev.quittance.protocol.Keccak256;
import dev.quittance.protocol.json.JsonObject;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(FacilitatorStack.class)
class AnnouncementTest {
    private static final String METADATA = "{\"order\":\"order-7\",\"requestDigest\":\"0xab\",\"who\":\"J\u00f8rn\"}";

    private final FakeWorker worker = FakeWorker.start();
    private final Announced announced = Announced.start();

    /** One line of a payment's log, as it is stored and as it was announced. */
    private record Line(String payment, long sequence, String type, String state) {}

    @AfterEach
    void stop() throws InterruptedException {
        worker.stop();
        announced.stop();
    }

    @Test
    void announcesAPaymentFromItsReservationToItsLoss() throws Exception {
        // Given
        var offer = Offer.good();
        UUID id = begun(offer, withInfo(offer, METADATA));
        worker.broadcast(id, 1);
        worker.included(id, 2, 17);
        worker.reorged(id, 3, 17);
        // When
        worker.failed(id, 4, "invalid_exact_evm_transaction_failed");
        // Then
        List<Event> events = heard(id, 7);
        assertThat(events.stream().map(Event::type))
                .containsExactly(
                        "quittance.payment.reserved",
                        "quittance.payment.submitted",
                        "quittance.payment.broadcast",
                        "quittance.payment.included",
                        "quittance.payment.reorged",
                        "quittance.payment.submitted",
                        "quittance.payment.lost");
        assertThat(events.stream().map(Event::sequence)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
        assertThat(events.getFirst().traceparent()).isPresent();
        JsonObject included = JsonObject.parse(events.get(3).dataJson());
        assertThat(included)
                .isEqualTo(facts(offer, id, "INCLUDED")
                        .put("transaction", FakeWorker.transactionOf(id).toString())
                        .put("blockNumber", "17")
                        .put("blockHash", Keccak256.hash("block 17").toString())
                        .put("logIndex", "3")
                        .build());
        assertThat(JsonObject.parse(events.get(4).dataJson()).has("blockHash")).isFalse();
        assertThat(JsonObject.parse(events.get(6).dataJson()))
                .isEqualTo(facts(offer, id, "LOST")
                        .put("reason", "invalid_exact_evm_transaction_failed")
                        .put("transaction", FakeWorker.transactionOf(id).toString())
                        .build());
    }

    @Test
    void announcesAFailureAsOneWhenNothingWasPromised() throws Exception {
        // Given
        var offer = Offer.good();
        UUID id = begun(offer, offer.body());
        // When
        worker.failed(id, 1, "invalid_exact_evm_nonce_already_used");
        // Then
        Event failed = heard(id, 3).getLast();
        assertThat(failed.type()).isEqualTo("quittance.payment.failed");
        JsonObject data = JsonObject.parse(failed.dataJson());
        assertThat(data.text("reason")).isEqualTo("invalid_exact_evm_nonce_already_used");
        assertThat(data.has("metadata")).isFalse();
    }

    @Test
    void everyChangeOfStateHasItsEvent() throws Exception {
        // Given payments that go their ways in any order
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var ids = new ArrayList<UUID>();
        for (int i = 0; i < 12; i++) {
            var offer = Offer.good();
            ids.add(begun(offer, offer.body()));
        }
        // When
        for (UUID id : ids) {
            report(id, random);
        }
        // Then what was announced is what was stored, of these and of all payments before them
        Await.untilTrue("a settled log", () -> ids.stream().allMatch(id -> stored(id) > 2));
        Await.untilTrue("all announcements", () -> said().equals(stored()));
        assertThat(announced.all().stream().map(Event::id).distinct().count()).isEqualTo(stored().size());
    }

    @Test
    void showsTheMetadataToTheCaller() throws Exception {
        // Given
        var offer = Offer.good();
        // When
        UUID id = begun(offer, withInfo(offer, METADATA));
        // Then
        var shown = JsonObject.parse(Caller.MERCHANT.get("/settlements/" + id).body());
        assertThat(shown.object("metadata")).isEqualTo(JsonObject.parse(METADATA));
    }

    @Test
    void keepsTextsOnlyAndNoChallenge() throws Exception {
        // Given
        var offer = Offer.good();
        // When
        UUID id = begun(
                offer,
                withInfo(
                        offer, "{\"challenge\":\"k.1.s.m\",\"accepts\":[{\"a\":1}],\"n\":1e3,\"identifier\":\"abc\"}"));
        // Then
        var data = JsonObject.parse(heard(id, 2).getFirst().dataJson());
        assertThat(data.object("metadata")).isEqualTo(JsonObject.parse("{\"identifier\":\"abc\"}"));
    }

    @Test
    void metadataIsPartOfWhatAnAuthorizationIsBoundTo() throws Exception {
        // Given
        var offer = Offer.good();
        begun(offer, withInfo(offer, METADATA));
        // When
        var other = Caller.MERCHANT.post("/settle", withInfo(offer, "{\"order\":\"order-8\"}"));
        // Then
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(JsonObject.parse(other.body()).text("errorReason")).isEqualTo("authorization_bound_elsewhere");
    }

    @Test
    void refusesMetadataThatIsTooLong() throws Exception {
        // Given
        var offer = Offer.good();
        // When
        var refused = Caller.MERCHANT.post("/settle", withInfo(offer, "{\"a\":\"" + "\u00e9".repeat(510) + "\"}"));
        // Then
        JsonObject answer = JsonObject.parse(refused.body());
        assertThat(answer.bool("success")).isFalse();
        assertThat(answer.text("errorReason")).isEqualTo("invalid_payload");
        assertThat(Rows.payment(offer)).isEmpty();
    }

    private void report(UUID id, Random random) {
        int sequence = 1;
        if (random.nextBoolean()) {
            worker.broadcast(id, sequence++);
        }
        switch (random.nextInt(4)) {
            case 0 -> worker.failed(id, sequence, "invalid_exact_evm_transaction_failed");
            case 1 -> worker.included(id, sequence, 17);
            case 2 -> {
                worker.included(id, sequence++, 17);
                worker.safe(id, sequence++, 17);
                worker.finalized(id, sequence, 17);
            }
            default -> {
                worker.included(id, sequence++, 17);
                worker.reorged(id, sequence++, 17);
                worker.included(id, sequence, 18);
            }
        }
    }

    private List<Event> heard(UUID id, int count) throws Exception {
        Await.untilTrue(count + " announcements", () -> announced.of(id).size() >= count);
        return announced.of(id);
    }

    private Set<Line> said() {
        var lines = new HashSet<Line>();
        for (Event event : announced.all()) {
            lines.add(new Line(
                    event.subject(),
                    event.sequence(),
                    event.type().substring("quittance.payment.".length()),
                    JsonObject.parse(event.dataJson()).text("state")));
        }
        return lines;
    }

    private static Set<Line> stored() throws SQLException {
        var lines = new HashSet<Line>();
        try (Connection connection = Rows.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select payment_id, sequence, type, to_state from payment_event")) {
            while (rows.next()) {
                lines.add(new Line(rows.getString(1), rows.getLong(2), rows.getString(3), rows.getString(4)));
            }
        }
        return lines;
    }

    private static long stored(UUID id) {
        try {
            return Rows.log(id).size();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonObject.Builder facts(Offer offer, UUID id, String state) {
        return JsonObject.builder()
                .put("paymentId", id.toString())
                .put("caller", "merchant")
                .put("network", "eip155:84532")
                .put("asset", Offer.TOKEN)
                .put("payer", offer.payer().toString())
                .put("payTo", Offer.PAYEE)
                .put("nonce", offer.authorization().nonce().toString())
                .put("amount", "1000")
                .put("state", state)
                .put("metadata", JsonObject.parse(METADATA));
    }

    private static String withInfo(Offer offer, String info) {
        JsonObject body = JsonObject.parse(offer.body());
        var extensions = JsonObject.builder()
                .put(
                        "quittance",
                        JsonObject.builder().put("info", JsonObject.parse(info)).build())
                .build();
        var payload = body.object("paymentPayload").toBuilder()
                .put("extensions", extensions)
                .build();
        return body.toBuilder().put("paymentPayload", payload).build().toString();
    }

    private static UUID begun(Offer offer, String body) throws Exception {
        var _ = Caller.MERCHANT.postLater("/settle", body);
        return Await.until("the payment", () -> Rows.payment(offer)).terms().id();
    }
}
