package dev.quittance.facilitator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.facilitator.stack.Await;
import dev.quittance.facilitator.stack.Caller;
import dev.quittance.facilitator.stack.ClientJwt;
import dev.quittance.facilitator.stack.FacilitatorStack;
import dev.quittance.facilitator.stack.FakeWorker;
import dev.quittance.facilitator.stack.Kinds;
import dev.quittance.facilitator.stack.Offer;
import dev.quittance.facilitator.stack.Rows;
import dev.quittance.protocol.json.JsonObject;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A facilitator that is open, and whose clients have limits. */
@QuarkusTest
@QuarkusTestResource(FacilitatorStack.class)
@TestProfile(LimitedAccessTest.Limits.class)
class LimitedAccessTest {
    private static final long ESTIMATE = 200_000;
    /** A little less than an approval's gas costs at the fee that payers offer in {@link Kinds#approving}, in wei. */
    private static final long FUNDING_MAX = 70_000L * 10_000_000_000L - 1;

    private static final long CEILING = 12 * ESTIMATE;
    /** Where the profile, which is loaded apart from the test, leaves the clients' keys. */
    private static final String KEYS = "test.client.";

    /** Six clients with keys, each short of one thing. */
    public static final class Limits implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            var settings = new HashMap<String, String>();
            settings.put("quittance.access.open", "true");
            settings.put("quittance.access.gas.per-day", Long.toString(CEILING));
            settings.put("quittance.access.gas.per-payment", Long.toString(ESTIMATE));
            settings.put("quittance.settlement.funding-max", Long.toString(FUNDING_MAX));
            // Known and configured; nobody asks it.
            settings.put("quittance.chains[1].network", "eip155:8453");
            settings.put("quittance.chains[1].rpc-url", "http://127.0.0.1:1");
            limit(settings, 0, ClientJwt.onP256("far"), "networks", "eip155:8453");
            limit(
                    settings,
                    1,
                    ClientJwt.ofEd25519("dollarless"),
                    "assets",
                    "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913");
            limit(settings, 2, ClientJwt.onP256("payeeless"), "payees", Offer.TOKEN);
            limit(settings, 3, ClientJwt.onP256("slow"), "requests-per-second", "1");
            limit(settings, 4, ClientJwt.ofEd25519("poor"), "gas-per-day", Long.toString(5 * ESTIMATE));
            limit(settings, 5, ClientJwt.onP256("free"), "networks", "eip155:84532");
            return settings;
        }

        private static void limit(Map<String, String> settings, int n, ClientJwt client, String limit, String value) {
            String prefix = "quittance.access.clients[" + n + "].";
            settings.put(prefix + "name", client.name());
            settings.put(prefix + "key-file", keyFile(client));
            settings.put(prefix + limit, value);
            settings.put(KEYS + client.name(), client.privateJwk());
        }

        private static String keyFile(ClientJwt client) {
            try {
                var file = Files.createTempFile("client", ".jwk");
                file.toFile().deleteOnExit();
                return Files.writeString(file, client.publicJwk()).toString();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @BeforeEach
    void beginTheDay() throws Exception {
        Rows.execute("truncate gas_day");
    }

    @ParameterizedTest
    @CsvSource({
        "far, client_network_not_allowed",
        "dollarless, client_asset_not_allowed",
        "payeeless, client_payee_not_allowed"
    })
    void refusesWhatAClientMayNotHavePaid(String client, String reason) throws Exception {
        // Given
        var offer = Offer.good();
        long rows = Rows.count();
        // When
        var verified = ask(client, "/verify", offer);
        var settled = ask(client, "/settle", offer);
        // Then
        assertThat(verified.statusCode()).isEqualTo(200);
        assertThat(JsonObject.parse(verified.body()).text("invalidReason")).isEqualTo(reason);
        assertThat(JsonObject.parse(verified.body()).bool("isValid")).isFalse();
        assertThat(settled.statusCode()).isEqualTo(200);
        assertThat(JsonObject.parse(settled.body()).text("errorReason")).isEqualTo(reason);
        assertThat(JsonObject.parse(settled.body()).bool("success")).isFalse();
        assertThat(JsonObject.parse(settled.body()).text("transaction")).isEmpty();
        assertThat(Rows.count()).isEqualTo(rows);
    }

    @Test
    void verifiesForThoseWhoMayAndForThoseWithoutAToken() {
        assertThat(JsonObject.parse(ask("free", "/verify", Offer.good()).body()).bool("isValid"))
                .isTrue();
        assertThat(JsonObject.parse(Caller.MERCHANT
                                .post("/verify", Offer.good().body())
                                .body())
                        .bool("isValid"))
                .isTrue();
        assertThat(JsonObject.parse(Caller.NOBODY
                                .post("/verify", Offer.good().body())
                                .body())
                        .bool("isValid"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"/verify, isValid, invalidReason", "/settle, success, errorReason"})
    void refusesAKeyThatIsNotTheClients(String path, String flag, String reason) throws Exception {
        // Given
        long rows = Rows.count();
        // When
        var answer =
                Caller.post(ClientJwt.onP256("free").token(), path, Offer.good().body());
        // Then
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(JsonObject.parse(answer.body()).bool(flag)).isFalse();
        assertThat(JsonObject.parse(answer.body()).text(reason)).isEqualTo("token_unknown");
        assertThat(Rows.count()).isEqualTo(rows);
    }

    @Test
    void letsAClientWaitThatAsksTooOften() throws Exception {
        // Given
        var offer = Offer.good();
        long rows = Rows.count();
        // When: more in one second than could come in ten
        HttpResponse<String> verified = ask("slow", "/verify", offer);
        for (int i = 0; i < 50 && verified.statusCode() != 429; i++) {
            verified = ask("slow", "/verify", offer);
        }
        HttpResponse<String> settled = ask("slow", "/settle", Offer.unfunded());
        for (int i = 0; i < 50 && settled.statusCode() != 429; i++) {
            settled = ask("slow", "/settle", Offer.unfunded());
        }
        // Then
        assertThat(verified.statusCode()).isEqualTo(429);
        assertThat(verified.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(JsonObject.parse(verified.body()).text("invalidReason")).isEqualTo("rate_limited");
        assertThat(settled.statusCode()).isEqualTo(429);
        assertThat(JsonObject.parse(settled.body()).text("errorReason")).isEqualTo("rate_limited");
        assertThat(JsonObject.parse(settled.body()).text("network")).isEqualTo("eip155:84532");
        assertThat(Rows.count()).isEqualTo(rows);
    }

    @Test
    void neverSponsorsMoreGasThanTheBudgetHoweverManyAskAtOnce() throws Exception {
        // Given
        List<Offer> offers = offers(50);
        // When
        List<String> reasons = settleAll("poor", offers);
        // Then: five are under way, all others were refused and left nothing
        assertThat(reasons).filteredOn("settlement_pending"::equals).hasSize(5);
        assertThat(reasons).filteredOn("client_gas_budget_exceeded"::equals).hasSize(45);
        assertThat(gas("poor")).isEqualTo(5 * ESTIMATE);
        assertThat(gas("")).isEqualTo(5 * ESTIMATE);
        assertThat(reserved(offers)).isEqualTo(5);
        // And whoever asks beforehand is told so
        var verified = ask("poor", "/verify", Offer.good());
        assertThat(JsonObject.parse(verified.body()).text("invalidReason")).isEqualTo("client_gas_budget_exceeded");
        // While others have their own
        assertThat(JsonObject.parse(ask("free", "/verify", Offer.good()).body()).bool("isValid"))
                .isTrue();
    }

    @Test
    void neverSponsorsMoreGasThanTheCeilingForAllTogether() throws Exception {
        // Given
        List<Offer> offers = offers(50);
        // When
        List<String> reasons = settleAll("free", offers);
        // Then
        assertThat(reasons).filteredOn("settlement_pending"::equals).hasSize(12);
        assertThat(reasons).filteredOn("gas_ceiling_exceeded"::equals).hasSize(38);
        assertThat(gas("")).isEqualTo(CEILING);
        assertThat(reserved(offers)).isEqualTo(12);
        assertThat(JsonObject.parse(Caller.NOBODY
                                .post("/verify", Offer.good().body())
                                .body())
                        .text("invalidReason"))
                .isEqualTo("gas_ceiling_exceeded");
    }

    @Test
    void countsTheGasThatATransactionTookInsteadOfTheEstimate() throws Exception {
        // Given
        var settled = Offer.good();
        var failed = Offer.good();
        var worker = FakeWorker.start();
        try {
            // When
            var first = later("poor", settled);
            var second = later("poor", failed);
            UUID settledId = submitted(settled);
            UUID failedId = submitted(failed);
            assertThat(gas("poor")).isEqualTo(2 * ESTIMATE);
            worker.includedFor(settledId, 1, 61_007);
            worker.failed(failedId, 1, "invalid_exact_evm_nonce_already_used");
            first.join();
            second.join();
            // Then
            Await.untilTrue("the gas is trued up", () -> gas("poor") == 61_007 && gas("") == 61_007);
        } finally {
            worker.stop();
        }
    }

    @Test
    void grantsAPayerWhatAnApprovalLacksAndCountsIt() throws Exception {
        // Given a payer of one wei
        var worker = FakeWorker.start();
        try {
            var payment = Kinds.rich("exact").approving(1, 0);
            // When
            Caller.post(client("free").token(), "/settle", payment.body());
            // Then
            var id = Rows.idOf(payment.payer());
            Await.untilTrue("the request", () -> !worker.requestsOf(id).isEmpty());
            JsonObject request =
                    JsonObject.parse(worker.requestsOf(id).getFirst().dataJson());
            assertThat(request.object("extra")
                            .object("erc20ApprovalGasSponsoring")
                            .text("granted"))
                    .isEqualTo(Long.toString(FUNDING_MAX));
            assertThat(gas("free")).isEqualTo(ESTIMATE + 721_000);
            // And more than the most is not granted, nor what the client says it was
            var poorer = Caller.post(
                    client("free").token(),
                    "/verify",
                    Kinds.rich("exact").approving(0, 0).body());
            assertThat(JsonObject.parse(poorer.body()).text("invalidReason"))
                    .isEqualTo("erc20_approval_broadcast_failed");
        } finally {
            worker.stop();
        }
    }

    @Test
    void answersAPaymentThatIsUnderWayWhateverIsLeftOfTheGas() throws Exception {
        // Given
        var offer = Offer.good();
        settleAll("poor", List.of(offer));
        Rows.execute("update gas_day set gas = " + CEILING);
        // When
        var again = ask("poor", "/settle", offer);
        // Then
        assertThat(JsonObject.parse(again.body()).text("errorReason")).isEqualTo("settlement_pending");
    }

    private static HttpResponse<String> ask(String client, String path, Offer offer) {
        return Caller.post(client(client).token(), path, offer.body());
    }

    private static ClientJwt client(String name) {
        return ClientJwt.read(name, ConfigProvider.getConfig().getValue(KEYS + name, String.class));
    }

    private static CompletableFuture<HttpResponse<String>> later(String client, Offer offer) {
        return CompletableFuture.supplyAsync(
                () -> ask(client, "/settle", offer), each -> Thread.ofVirtual().start(each));
    }

    private static List<Offer> offers(int count) {
        var offers = new ArrayList<Offer>();
        for (int i = 0; i < count; i++) {
            offers.add(Offer.good());
        }
        return offers;
    }

    /** All at once; the reasons of their answers. */
    private static List<String> settleAll(String client, List<Offer> offers) {
        var calls = offers.stream().map(offer -> later(client, offer)).toList();
        return calls.stream()
                .map(call -> JsonObject.parse(call.join().body()).text("errorReason"))
                .toList();
    }

    private static UUID submitted(Offer offer) throws Exception {
        return Await.until("a payment", () -> Rows.payment(offer)).terms().id();
    }

    private static long reserved(List<Offer> offers) throws Exception {
        long count = 0;
        for (Offer offer : offers) {
            count += Rows.payment(offer).isPresent() ? 1 : 0;
        }
        return count;
    }

    private static long gas(String client) throws Exception {
        return Rows.number("select coalesce(sum(gas), 0) from gas_day where client = '" + client + "'");
    }
}
