package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.eip712.Eip712Domain;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.custody.CustodyChanged;
import dev.quittance.signer.custody.GrantStore;
import dev.quittance.signer.policy.GrantDocument;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(SignerEnvironment.class)
class TransferTest extends SignerTest {
    private static final String TRANSFERS = "/v1/transfers";
    private static final Eip712Domain DOMAIN = new Eip712Domain("USDC", "2", 84532, USDC);

    @Inject
    Secp256k1 curve;

    @Inject
    GrantStore grants;

    @Inject
    Event<CustodyChanged> changed;

    private Address takings = USDC;

    @BeforeEach
    void grantRefunds() throws Exception {
        takings = account(merchant(), "takings");
        try (var connection = dataSource.getConnection()) {
            grants.put(connection, GrantDocument.parse(grant()));
        }
        changed.fire(new CustodyChanged());
    }

    @Test
    void signsTheAuthorizationThatTheFactsAskFor() {
        Answer answer = client().post(worker(), TRANSFERS, refund().build());

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        var authorization = TransferAuthorization.fromJson(answer.json().object("authorization"));
        assertThat(authorization.from()).isEqualTo(takings);
        assertThat(authorization.to()).isEqualTo(PAYEE);
        assertThat(authorization.value()).isEqualTo(1000);
        var signature = Signature.parse(Hex.decode(answer.json().text("signature")));
        assertThat(curve.recover(authorization.digest(DOMAIN), signature)).contains(takings);
    }

    @Test
    void answersTheSameReferenceAlikeAndNothingElseUnderIt() {
        JsonObject request = refund().build();
        Answer first = client().post(worker(), TRANSFERS, request);

        assertThat(client().post(worker(), TRANSFERS, request).text()).isEqualTo(first.text());

        String taken = "reference_already_used";
        assertRefused(request.toBuilder().put("amount", "1001"), 409, taken);
        assertRefused(request.toBuilder().put("payee", "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"), 409, taken);
        assertRefused(
                request.toBuilder()
                        .put("network", "eip155:8453")
                        .put("asset", "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"),
                409,
                taken);
    }

    @Test
    void signsNoOtherOperationThanGranted() {
        assertRefused(refund().put("operation", "payout"), 403, "account_not_yours");
        assertRefused(refund().put("amount", "5001"), 403, "per_payment_exceeded");
        assertRefused(refund().put("account", account(alice(), "alice-main").toString()), 403, "account_not_yours");
        assertProblem(client().post(gateway(), TRANSFERS, refund().build()), 403, "account_not_yours");
        assertProblem(client().post(alice(), TRANSFERS, refund().build()), 403, "forbidden");
        assertProblem(client().post(merchant(), TRANSFERS, refund().build()), 403, "forbidden");
    }

    @Test
    void refusesWhatCannotBeSent() {
        assertRefused(refund().put("network", "eip155:1"), 422, "network_refused");
        assertRefused(refund().put("asset", PAYEE.toString()), 422, "asset_refused");
        assertRefused(refund().put("amount", "0"), 422, "amount_refused");
        assertRefused(refund().put("payee", "0x" + "00".repeat(20)), 422, "payee_refused");
        assertRefused(refund().put("payee", USDC.toString()), 422, "payee_refused");
        assertRefused(refund().put("payee", takings.toString()), 422, "payee_refused");
    }

    @Test
    void refusesBodiesThatAreNotThisRequest() {
        String code = "malformed_request";
        assertRefused(refund().put("operation", "payment"), 400, code);
        assertRefused(refund().put("reference", ""), 400, code);
        assertRefused(refund().put("reference", "a b"), 400, code);
        assertRefused(refund().put("amount", "-1"), 400, code);
        assertRefused(refund().put("data", "0xa9059cbb"), 400, code);
        assertRefused(refund().put("nonce", nonce()), 400, code);
    }

    private void assertRefused(JsonObject.Builder request, int status, String code) {
        assertDenied(() -> client().post(worker(), TRANSFERS, request.build()), status, code);
    }

    private JsonObject.Builder refund() {
        return JsonObject.builder()
                .put("operation", "refund")
                .put("account", takings.toString())
                .put("network", "eip155:84532")
                .put("asset", USDC.toString())
                .put("payee", PAYEE.toString())
                .put("amount", "1000")
                .put("reference", UUID.randomUUID().toString());
    }

    private static JsonObject grant() {
        return JsonObject.builder()
                .put("id", "worker.refund")
                .put("principal", "worker")
                .put("operation", "refund")
                .putTexts("accounts", List.of("takings"))
                .putTexts("assets", List.of("*"))
                .putTexts("payees", List.of("*"))
                .putTexts("origins", List.of("*"))
                .put("perPayment", "5000")
                .put("lifeMaxSeconds", 86_400)
                .build();
    }
}
