package dev.quittance.facilitator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.devstack.Chain;
import dev.quittance.devstack.Contract;
import dev.quittance.facilitator.stack.Await;
import dev.quittance.facilitator.stack.Caller;
import dev.quittance.facilitator.stack.FacilitatorStack;
import dev.quittance.facilitator.stack.FakeWorker;
import dev.quittance.facilitator.stack.Kinds;
import dev.quittance.facilitator.stack.Offer;
import dev.quittance.facilitator.stack.OnChain;
import dev.quittance.facilitator.stack.Rows;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.json.JsonObject;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(FacilitatorStack.class)
class KindsTest {
    /** What 70,000 gas cost at the fee that payers offer in {@link Kinds#approving}, in wei. */
    private static final long GAS_MONEY = 70_000L * 10_000_000_000L;

    private static final String STRANGER = "0x90F79bf6EB2c4f870365E785982E1f101E93b906";

    @Test
    void verifiesPaymentsThroughPermit2() {
        assertValid(Kinds.approved("exact").body());
        assertValid(Kinds.rich("exact").sponsored().body());
        assertValid(Kinds.approved("upto").body());
        assertValid(Kinds.rich("upto").sponsored().body());
    }

    @Test
    void refusesPaymentsThroughPermit2WithTheReferencesReasons() {
        for (String scheme : new String[] {"exact", "upto"}) {
            assertRefused(Kinds.rich(scheme).body(), "permit2_allowance_required");
            assertRefused(Kinds.approved(scheme).poor().body(), "permit2_insufficient_balance");
            assertRefused(Kinds.approved(scheme).forged(), "invalid_permit2_signature");
            assertRefused(
                    Kinds.approved(scheme)
                            .paying("0x0000000000000000000000000000000000000000")
                            .body(),
                    "permit2_invalid_destination");
        }
    }

    @Test
    void verifiesPaymentsOfPayersWhoBringTheirApproval() {
        for (String scheme : new String[] {"exact", "upto"}) {
            assertValid(Kinds.rich(scheme).approving(GAS_MONEY, 0).body());
            assertRefused(Kinds.rich(scheme).approving(GAS_MONEY - 1, 0).body(), "erc20_approval_broadcast_failed");
            assertRefused(Kinds.rich(scheme).approving(GAS_MONEY, 1).body(), "erc20_approval_broadcast_failed");
            assertRefused(Kinds.rich(scheme).poor().approving(GAS_MONEY, 0).body(), "permit2_insufficient_balance");
            assertRefused(
                    Kinds.rich(scheme)
                            .paying("0x0000000000000000000000000000000000000000")
                            .approving(GAS_MONEY, 0)
                            .body(),
                    "permit2_invalid_destination");
        }
    }

    @Test
    void hasTheApprovalSettledWithThePayment() throws Exception {
        // Given
        var worker = FakeWorker.start();
        var payment = Kinds.rich("exact").approving(GAS_MONEY, 0);
        // When
        var settled = Caller.MERCHANT.post("/settle", payment.body());
        // Then
        assertThat(JsonObject.parse(settled.body()).text("errorReason")).isEqualTo("settlement_pending");
        var id = Rows.idOf(payment.payer());
        Await.untilTrue("the request", () -> !worker.requestsOf(id).isEmpty());
        JsonObject request = JsonObject.parse(worker.requestsOf(id).getFirst().dataJson());
        assertThat(request.object("extra").object("erc20ApprovalGasSponsoring").text("signedTransaction"))
                .isEqualTo(payment.extensions()
                        .object("erc20ApprovalGasSponsoring")
                        .object("info")
                        .text("signedTransaction"));
        worker.stop();
    }

    @Test
    void boundsThePaymentsOfOnePayerThatWaitForApprovals() throws Exception {
        // Given a payer of a million units, each of whose payments takes a thousand
        var worker = FakeWorker.start();
        try {
            var payment = Kinds.rich("exact").approving(GAS_MONEY, 0);
            for (int i = 0; i < 4; i++) {
                assertThat(reason(payment.again())).isEqualTo("settlement_pending");
            }
            // When // Then
            assertThat(reason(payment)).isEqualTo("too_many_approvals");
            assertThat(reason(Kinds.rich("exact").approving(GAS_MONEY, 0))).isEqualTo("settlement_pending");
            assertThat(Rows.number("select count(*) from payment where preparing and payer = '\\x"
                            + payment.payer().toString().substring(2).toLowerCase(Locale.ROOT) + "'"))
                    .isEqualTo(4);
        } finally {
            worker.stop();
        }
    }

    private static String reason(Kinds payment) {
        return JsonObject.parse(Caller.MERCHANT.post("/settle", payment.body()).body())
                .text("errorReason");
    }

    @Test
    void countsWhatPermit2MayTakeForPaymentsByPermit2Alone() {
        // Given a payer of a million units who lets Permit2 take what one payment costs
        var authorized = Offer.good();
        var permitted = Kinds.by(authorized.key(), "exact").allowing(Offer.AMOUNT);
        // When
        assertValid(authorized.body());
        assertValid(authorized.again().body());
        // Then
        assertValid(permitted.body());
        assertRefused(permitted.again().body(), "permit2_insufficient_balance");
        assertValid(authorized.again().body());
    }

    @Test
    void promisesNoMoreThanPermit2MayTake() throws Exception {
        // Given a payer who has a million units and lets Permit2 take what one payment costs
        var worker = FakeWorker.start();
        var first = Kinds.approved("exact", Offer.AMOUNT);
        var second = first.again();
        assertValid(second.body());
        // When
        Caller.MERCHANT.post("/settle", first.body());
        var overdraft = Caller.MERCHANT.post("/settle", second.body());
        // Then
        assertThat(JsonObject.parse(overdraft.body()).text("errorReason")).isEqualTo("permit2_insufficient_balance");
        worker.stop();
    }

    @Test
    void refusesWhatAProxyWithoutCodeWouldCallASuccess() {
        for (var proxy : Map.of(
                        Chain.EXACT_PROXY, Contract.EXACT_PERMIT2_PROXY,
                        Chain.UPTO_PROXY, Contract.UPTO_PERMIT2_PROXY,
                        Chain.PERMIT2, Contract.PERMIT2)
                .entrySet()) {
            String scheme = proxy.getKey().equals(Chain.UPTO_PROXY) ? "upto" : "exact";
            var payment = Kinds.approved(scheme);
            setCode(proxy.getKey(), "0x");
            try {
                assertRefused(payment.body(), "permit2_proxy_not_deployed");
            } finally {
                setCode(proxy.getKey(), Hex.encode(proxy.getValue().runtime()));
            }
            assertValid(payment.body());
        }
    }

    @Test
    void hasTheMeteredAmountSettledAndNoMore() throws Exception {
        // Given
        var worker = FakeWorker.start();
        var payment = Kinds.approved("upto");
        // When
        var more = Caller.MERCHANT.post("/settle", payment.body(BigInteger.valueOf(1001)));
        var settled = Caller.MERCHANT.post("/settle", payment.body(BigInteger.valueOf(700)));
        // Then
        assertThat(JsonObject.parse(more.body()).text("errorReason"))
                .isEqualTo("invalid_upto_evm_payload_settlement_exceeds_amount");
        assertThat(JsonObject.parse(settled.body()).text("errorReason")).isEqualTo("settlement_pending");
        var id = Rows.idOf(payment.payer());
        Await.untilTrue("the request", () -> !worker.requestsOf(id).isEmpty());
        JsonObject request = JsonObject.parse(worker.requestsOf(id).getFirst().dataJson());
        assertThat(request.text("kind")).isEqualTo("upto/permit2");
        assertThat(request.object("terms").text("value")).isEqualTo("700");
        worker.stop();
    }

    @Test
    void settlesNothingWhenNothingWasUsed() {
        // Given
        var payment = Kinds.approved("upto");
        // When
        var settled = Caller.MERCHANT.post("/settle", payment.body(BigInteger.ZERO));
        // Then
        assertThat(JsonObject.parse(settled.body()))
                .isEqualTo(JsonObject.parse("{\"success\":true,\"payer\":\"" + payment.payer()
                        + "\",\"transaction\":\"\",\"network\":\"eip155:84532\",\"amount\":\"0\"}"));
        assertValid(payment.body());
    }

    @Test
    void believesAWalletThatAnAllowedFactoryIsYetToMake() {
        // Given
        var owner = Offer.unfunded();
        Address wallet = FacilitatorStack.chain().walletOf(owner.signer(), BigInteger.ONE);
        FacilitatorStack.chain().mint(wallet, Offer.AMOUNT);
        String creation = Kinds.creation(owner.signer());
        // When, Then
        assertValid(
                Kinds.undeployed(Chain.WALLET_FACTORY, wallet, owner, creation).body());
        assertRefused(Kinds.undeployed(Chain.DELEGATE, wallet, owner, creation).body(), "eip6492_factory_not_allowed");
        assertRefused(
                Kinds.undeployed(Chain.WALLET_FACTORY, wallet, owner, "00000000")
                        .body(),
                "smart_wallet_deployment_failed");
        assertRefused(
                Kinds.undeployed(Chain.WALLET_FACTORY, wallet, Offer.unfunded(), creation)
                        .body(),
                "invalid_exact_evm_signature");
    }

    @Test
    void asksAWalletThatStandsWhoeverMadeIt() {
        // Given a wallet that some other factory made, under a signature that names it still
        var owner = Offer.unfunded();
        Address wallet = OnChain.wallet(owner.signer());
        FacilitatorStack.chain().mint(wallet, Offer.AMOUNT);
        // When, Then
        assertValid(Kinds.undeployed(Address.parse(STRANGER), wallet, owner, "00000000")
                .body());
    }

    @Test
    void offersEverySchemeWithWhatPayersNeed() {
        // When
        JsonObject supported =
                JsonObject.parse(Caller.MERCHANT.get("/supported").body());
        // Then
        assertThat(supported.objects("kinds").stream().map(JsonObject::toString))
                .containsExactly(
                        "{\"x402Version\":2,\"scheme\":\"exact\",\"network\":\"eip155:84532\"}",
                        "{\"x402Version\":2,\"scheme\":\"upto\",\"network\":\"eip155:84532\","
                                + "\"extra\":{\"facilitatorAddress\":\"" + FacilitatorStack.SIGNER + "\"}}",
                        "{\"x402Version\":1,\"scheme\":\"exact\",\"network\":\"base-sepolia\"}");
        assertThat(supported.texts("extensions")).containsExactly("eip2612GasSponsoring", "erc20ApprovalGasSponsoring");
    }

    private static void setCode(Address where, String code) {
        FacilitatorStack.chain().rpc("anvil_setCode", where.toString(), code);
    }

    private static void assertValid(String body) {
        var answer = Caller.MERCHANT.post("/verify", body);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JsonObject.parse(answer.body()).names()).as(answer.body()).containsExactly("isValid", "payer");
        assertThat(JsonObject.parse(answer.body()).bool("isValid")).isTrue();
    }

    private static void assertRefused(String body, String reason) {
        var answer = Caller.MERCHANT.post("/verify", body);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JsonObject.parse(answer.body()).text("invalidReason")).isEqualTo(reason);
    }
}
