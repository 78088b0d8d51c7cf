package dev.quittance.facilitator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.facilitator.stack.Await;
import dev.quittance.facilitator.stack.Caller;
import dev.quittance.facilitator.stack.FacilitatorStack;
import dev.quittance.facilitator.stack.FakeWorker;
import dev.quittance.facilitator.stack.Offer;
import dev.quittance.facilitator.stack.Rows;
import dev.quittance.protocol.json.JsonObject;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(FacilitatorStack.class)
class OutageTest {
    @AfterEach
    void openGates() throws Exception {
        FacilitatorStack.database().open();
        FacilitatorStack.chainGate().open();
        var offer = Offer.unfunded();
        Await.untilTrue(
                "the recovery",
                () -> Caller.MERCHANT.post("/settle", offer.body()).statusCode() == 200);
    }

    @Test
    void refusesForNowAndReservesNothingWhenTheChainIsAway() throws Exception {
        // Given
        var offer = Offer.good();
        long rows = Rows.count();
        FacilitatorStack.chainGate().shut();
        // When
        var verified = Caller.MERCHANT.post("/verify", offer.body());
        var settled = Caller.MERCHANT.post("/settle", offer.body());
        // Then
        assertUnavailable(verified, "isValid", "invalidReason", "unexpected_verify_error");
        assertUnavailable(settled, "success", "errorReason", "unexpected_settle_error");
        assertThat(Rows.count()).isEqualTo(rows);
    }

    @Test
    void refusesForNowWhenTheDatabaseIsAway() throws Exception {
        // Given
        var offer = Offer.good();
        long rows = Rows.count();
        FacilitatorStack.database().shut();
        // When
        var settled = Caller.MERCHANT.post("/settle", offer.body());
        // Then
        assertUnavailable(settled, "success", "errorReason", "unexpected_settle_error");
        assertThat(Rows.count()).isEqualTo(rows);
    }

    @Test
    void verifiesWithoutTheDatabase() {
        // Given
        var offer = Offer.good();
        FacilitatorStack.database().shut();
        // When
        var verified = Caller.MERCHANT.post("/verify", offer.body());
        // Then
        assertThat(verified.statusCode()).isEqualTo(200);
        assertThat(JsonObject.parse(verified.body()).bool("isValid")).isTrue();
    }

    @Test
    void staysPendingWhenTheDatabaseGoesAwayAfterTheReservation() throws Exception {
        // Given
        var offer = Offer.good();
        var call = Caller.MERCHANT.postLater("/settle", offer.body());
        UUID id = submitted(offer);
        // When
        FacilitatorStack.database().shut();
        HttpResponse<String> pending = call.join();
        FacilitatorStack.database().open();
        var worker = FakeWorker.start();
        worker.included(id, 1);
        HttpResponse<String> answer = Await.until(
                "the answer",
                () -> Optional.of(Caller.MERCHANT.post("/settle", offer.body()))
                        .filter(response -> response.statusCode() == 200));
        worker.stop();
        // Then
        assertUnavailable(pending, "success", "errorReason", "settlement_pending");
        assertThat(JsonObject.parse(answer.body()).bool("success")).isTrue();
    }

    @Test
    void staysPendingWhenNobodyKnowsWhetherTheReservationWasKept() throws Exception {
        // Given
        var offer = Offer.good();
        execute("""
                create function linger() returns trigger language plpgsql as 'begin perform pg_sleep(3); return null; end';
                create constraint trigger linger after insert on outbox deferrable initially deferred
                    for each row execute function linger()""");
        // When
        HttpResponse<String> pending;
        try {
            var call = Caller.MERCHANT.postLater("/settle", offer.body());
            Await.untilTrue("the commit", OutageTest::lingers);
            FacilitatorStack.database().shut();
            pending = call.join();
        } finally {
            FacilitatorStack.database().open();
            execute("drop function linger() cascade");
        }
        // Then
        assertUnavailable(pending, "success", "errorReason", "settlement_pending");
        assertThat(submitted(offer)).isNotNull();
    }

    private static void execute(String statements) throws SQLException {
        try (var connection = FacilitatorStack.postgres().connect("facilitator");
                var sql = connection.createStatement()) {
            sql.execute(statements);
        }
    }

    private static boolean lingers() throws SQLException {
        try (var connection = FacilitatorStack.postgres().connect("facilitator");
                var sql = connection.createStatement();
                var rows = sql.executeQuery("select 1 from pg_stat_activity where wait_event = 'PgSleep'")) {
            return rows.next();
        }
    }

    @Test
    void acceptsSettlementsWhileKafkaIsAwayAndSendsThemWhenItIsBack() throws Exception {
        // Given
        var offer = Offer.good();
        long broker = FacilitatorStack.broker().child().process().pid();
        signal("STOP", broker);
        // When
        HttpResponse<String> pending;
        long waiting;
        try {
            pending = Caller.MERCHANT.post("/settle", offer.body());
            waiting = Rows.outbox();
        } finally {
            signal("CONT", broker);
        }
        var worker = FakeWorker.start();
        UUID id = submitted(offer);
        Await.untilTrue("the request", () -> !worker.requestsOf(id).isEmpty());
        worker.included(id, 1);
        HttpResponse<String> answer = Await.until(
                "the answer",
                () -> Optional.of(Caller.MERCHANT.post("/settle", offer.body()))
                        .filter(response -> response.statusCode() == 200));
        worker.stop();
        // Then
        assertUnavailable(pending, "success", "errorReason", "settlement_pending");
        assertThat(waiting).isPositive();
        assertThat(JsonObject.parse(answer.body()).bool("success")).isTrue();
    }

    private static void assertUnavailable(HttpResponse<String> answer, String flag, String member, String reason) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("2");
        JsonObject json = JsonObject.parse(answer.body());
        assertThat(json.bool(flag)).isFalse();
        assertThat(json.text(member)).isEqualTo(reason);
        assertThat(answer.body()).doesNotContain("Exception");
    }

    private static UUID submitted(Offer offer) throws Exception {
        return Await.until("the payment", () -> Rows.payment(offer)).terms().id();
    }

    private static void signal(String name, long pid) throws Exception {
        var kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
        assertThat(kill.waitFor()).isZero();
    }
}
