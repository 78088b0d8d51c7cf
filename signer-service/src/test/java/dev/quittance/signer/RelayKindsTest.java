package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.transaction.SignedTransaction;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Keccak256;
import dev.quittance.protocol.json.JsonObject;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Payments of other kinds than the first. */
@QuarkusTest
@WithTestResource(SignerEnvironment.class)
class RelayKindsTest extends SignerTest {
    private static final AtomicLong NEXT_NONCE = new AtomicLong(5_000_000);
    private static final String USDC = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
    private static final String PAYEE = "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720";
    private static final String PROXY = "0x402085c248EeA27D92E8b30b2C58ed07f9E20001";
    private static final String SIGNATURE = "0x" + "11".repeat(64) + "1b";

    @Test
    void buildsTheSpendersCall() {
        String settle = Keccak256.hash("settle(((address,uint256),uint256,uint256),address,(address,uint256),bytes)")
                .toString()
                .substring(0, 10);

        Answer answer = client().post(worker(), RELAY, request(List.of(exact())));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        var transaction = SignedTransaction.decode(Bytes.parse(answer.json().text("rawTransaction")))
                .transaction();
        assertThat(transaction.to()).isEqualTo(Address.parse(PROXY));
        assertThat(transaction.data().hex()).startsWith(settle);
    }

    @Test
    void lendsAMetersSettlementToNoLaneButItsOwn() {
        String own = account(worker(), "lane-1").toString();

        assertThat(client().post(worker(), RELAY, request(List.of(upto(own)))).status())
                .isEqualTo(200);
        assertProblem(client().post(worker(), RELAY, request(List.of(upto(PAYEE)))), 422, "sender_refused");
    }

    @Test
    void putsNothingBesideWhatGoesAlone() {
        assertProblem(client().post(worker(), RELAY, request(List.of(exact(), exact()))), 422, "company_refused");
    }

    @Test
    void callsNoFactoryThatIsNotAllowed() {
        JsonObject undeployed = JsonObject.builder()
                .put("asset", USDC)
                .put("authorization", terms())
                .put("signature", SIGNATURE)
                .put("extra", JsonObject.parse("{\"factory\":\"" + PAYEE + "\",\"factoryData\":\"0x00\"}"))
                .build();

        assertProblem(client().post(worker(), RELAY, request(List.of(undeployed))), 400, "malformed_request");
    }

    @Test
    void refusesKindsThatItDoesNotKnow() {
        JsonObject unknown = exact().toBuilder().put("kind", "exact/magic").build();

        assertProblem(client().post(worker(), RELAY, request(List.of(unknown))), 400, "malformed_request");
    }

    private JsonObject request(List<JsonObject> transfers) {
        return JsonObject.builder()
                .put("attemptId", UUID.randomUUID().toString())
                .put("lane", account(worker(), "lane-1").toString())
                .put("network", "eip155:84532")
                .put("transactionNonce", Long.toString(NEXT_NONCE.getAndIncrement()))
                .put("maxFeePerGas", "2000000000")
                .put("maxPriorityFeePerGas", "1000000")
                .put("gasLimit", 150_000)
                .putObjects("transfers", transfers)
                .build();
    }

    private JsonObject exact() {
        return permit2("exact/permit2", "");
    }

    private JsonObject upto(String facilitator) {
        return permit2("upto/permit2", "\"facilitator\":\"" + facilitator + "\",");
    }

    private JsonObject permit2(String kind, String witness) {
        return JsonObject.builder()
                .put("kind", kind)
                .put("asset", USDC)
                .put("terms", terms())
                .put("signature", SIGNATURE)
                .put(
                        "extra",
                        JsonObject.parse("{\"permitted\":\"1000\",\"witness\":{\"to\":\"" + PAYEE + "\"," + witness
                                + "\"validAfter\":\"0\"}}"))
                .build();
    }

    private JsonObject terms() {
        return JsonObject.builder()
                .put("from", "0x90F79bf6EB2c4f870365E785982E1f101E93b906")
                .put("to", PAYEE)
                .put("value", "1000")
                .put("validAfter", "0")
                .put("validBefore", "4000000000")
                .put("nonce", nonce())
                .build();
    }
}
