package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.protocol.json.JsonObject;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(SignerEnvironment.class)
class ServiceTest extends SignerTest {

    @Test
    void listsTheCallersOwnAccountsOnly() {
        JsonObject alices = client().get(alice(), ACCOUNTS).json();
        JsonObject workers = client().get(worker(), ACCOUNTS).json();
        JsonObject gateways = client().get(gateway(), ACCOUNTS).json();

        assertThat(alices.objects("accounts"))
                .extracting(account -> account.text("name") + " " + account.text("kind"))
                .containsExactly("alice-main payer", "alice-spare payer");
        assertThat(workers.objects("accounts"))
                .extracting(account -> account.text("name") + " " + account.text("kind"))
                .containsExactly("lane-1 relay", "lane-2 relay");
        assertThat(gateways.objects("accounts"))
                .extracting(account -> account.text("name") + " " + account.text("kind"))
                .containsExactly("receipts receipt", "receipts-spare receipt");
    }

    @Test
    void offersTheseOperationsAndNoneThatSignsAHash() throws Exception {
        JsonObject paths =
                JsonObject.parse(management("/q/openapi?format=json").body()).object("paths");

        assertThat(paths.names().stream()
                        .flatMap(path -> paths.object(path).names().stream().map(method -> method + " " + path)))
                .containsExactlyInAnyOrder(
                        "post /attestation",
                        "get /v1/log/checkpoint",
                        "get /v1/log/consistency",
                        "get /v1/log/entries",
                        "get /v1/log/entries/{index}",
                        "get /v1/log/signatures/{hash}",
                        "post /v1/log/witness",
                        "get /v1/accounts",
                        "post /v1/accounts",
                        "get /v1/accounts/by-name/{name}",
                        "put /v1/accounts/by-name/{name}",
                        "delete /v1/accounts/by-name/{name}",
                        "post /v1/accounts/by-name/{name}/rotations",
                        "get /v1/approvals",
                        "get /v1/approvals/{fingerprint}",
                        "post /v1/approvals/{fingerprint}",
                        "get /v1/accounts/by-name/{name}/exports",
                        "post /v1/hand-over",
                        "post /v1/hand-over/challenges",
                        "get /v1/ceremony",
                        "post /v1/ceremony/root",
                        "post /v1/ceremony/shares",
                        "put /v1/manifest",
                        "get /v1/changes",
                        "post /v1/changes",
                        "get /v1/changes/{id}",
                        "delete /v1/changes/{id}",
                        "post /v1/changes/{id}/approvals",
                        "get /v1/grants",
                        "get /v1/principals",
                        "post /v1/transfers",
                        "post " + PAYMENTS,
                        "post " + RELAY,
                        "post " + RECEIPTS);
    }

    @Test
    void hasNothingElseBehindItsPort() {
        for (String path :
                List.of("/", "/v1/sign", "/v1/accounts/x/sign", "/q/health", "/q/metrics", "/q/openapi", "/q/dev")) {
            assertThat(client().post(alice(), path, "{}").status()).as(path).isEqualTo(404);
        }
        for (String path : List.of(ACCOUNTS + ";x", ACCOUNTS + "/", "/v1//accounts", "/V1/ACCOUNTS")) {
            int status = client().send("GET", path, new byte[0]).status();
            assertThat(status).as(path).isIn(401, 404);
        }
    }

    @Test
    void answersHealthAndMetricsOnTheManagementPort() throws Exception {
        awaitReady();
        client().post(alice(), PAYMENTS, payment(account(alice(), "alice-main"), requirements()));
        client().post(alice(), PAYMENTS, payment(PAYEE, requirements()));

        assertThat(management("/q/metrics").body())
                .contains("http_server_requests_seconds")
                .contains("quittance_signer_signatures_total{kind=\"payer\"}")
                .contains("quittance_signer_refusals_total{code=\"account_not_yours\"}");
    }

    /** Ready once each dependency has been looked at. */
    private void awaitReady() throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (management("/q/health/ready").statusCode() != 200) {
            assertThat(System.nanoTime()).as("not ready").isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    @Test
    void keepsTheJournalAsItWasWritten() {
        assertThat(client().post(alice(), PAYMENTS, payment(account(alice(), "alice-main"), requirements()))
                        .status())
                .isEqualTo(200);

        for (String change : List.of(
                "update signer.signing_journal set amount = 1",
                "delete from signer.signing_journal",
                "truncate signer.signing_journal")) {
            assertThatThrownBy(() -> execute(change))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("only ever added to");
        }
    }

    private void execute(String sql) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private HttpResponse<String> management(String path) throws Exception {
        var uri = URI.create("http://localhost:" + config.getValue("quarkus.management.port", int.class) + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
