package dev.quittance.facilitator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.facilitator.stack.Caller;
import dev.quittance.facilitator.stack.FacilitatorStack;
import dev.quittance.facilitator.stack.Offer;
import dev.quittance.facilitator.stack.OnChain;
import dev.quittance.facilitator.stack.Rows;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.json.JsonObject;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(FacilitatorStack.class)
class VerifyTest {
    /** The designation of a delegate as an account's code (EIP-7702). */
    private static final String DESIGNATION = "0xef0100";

    @Test
    void believesAContractWalletThatTakesTheSignature() {
        // Given
        var owner = Offer.unfunded();
        Address wallet = OnChain.wallet(owner.signer());
        FacilitatorStack.chain().mint(wallet, Offer.AMOUNT);
        // When, Then
        assertValid(Caller.MERCHANT, owner.by(wallet));
        assertRefused(Caller.MERCHANT, Offer.unfunded().by(wallet), "invalid_exact_evm_signature");
    }

    @Test
    void asksTheCodeThatAnAccountHasDelegatedTo() {
        // Given a delegate that takes the account's own key, and one that knows no signatures
        Address delegate = OnChain.wallet(new Address(new byte[Address.LENGTH]));
        var willing = Offer.good();
        var mute = Offer.good();
        designate(willing.payer(), delegate);
        designate(mute.payer(), FacilitatorStack.chain().multicall());
        // When, Then
        assertValid(Caller.MERCHANT, willing);
        assertRefused(Caller.MERCHANT, mute, "invalid_exact_evm_transaction_simulation_failed");
    }

    private static void designate(Address account, Address delegate) {
        FacilitatorStack.chain()
                .rpc(
                        "anvil_setCode",
                        account.toString(),
                        DESIGNATION + delegate.toString().substring(2));
    }

    @Test
    void namesWhatIsBrokenBesideAWalletsSignature() {
        // Given
        var owner = Offer.unfunded();
        Address wallet = OnChain.wallet(owner.signer());
        var offer = owner.by(wallet);
        var dearer = offer.withTerms(
                offer.requirements().toBuilder().put("amount", "1001").build());
        // When, Then
        assertRefused(Caller.MERCHANT, dearer, "invalid_exact_evm_payload_authorization_value_mismatch");
        assertRefused(Caller.MERCHANT, offer, "invalid_exact_evm_insufficient_balance");
    }

    @Test
    void refusesAnAssetWithoutCode() throws Exception {
        // Given
        var offer = Offer.good();
        var chain = FacilitatorStack.chain();
        String code = chain.rpc("eth_getCode", Offer.TOKEN, "latest").asText();
        long rows = Rows.count();
        chain.rpc("anvil_setCode", Offer.TOKEN, "0x");
        try {
            // When // Then
            assertRefused(Caller.MERCHANT, offer, "asset_not_deployed_contract");
            assertThat(JsonObject.parse(Caller.MERCHANT
                                    .post("/settle", offer.body())
                                    .body())
                            .text("errorReason"))
                    .isEqualTo("asset_not_deployed_contract");
            assertThat(Rows.count()).isEqualTo(rows);
        } finally {
            chain.rpc("anvil_setCode", Offer.TOKEN, code);
        }
    }

    @Test
    void callsOneOfTwoPaymentsGoodWhenTheBalanceBearsOne() {
        // Given
        var first = Offer.unfunded();
        var second = first.again();
        FacilitatorStack.chain().mint(first.payer(), Offer.AMOUNT);
        // When, Then
        assertValid(Caller.MERCHANT, first);
        assertRefused(Caller.MERCHANT, second, "invalid_exact_evm_insufficient_balance");
        assertValid(Caller.MERCHANT, first);
    }

    @Test
    void letsNoStrangersQuestionStandInTheWay() throws Exception {
        // Given
        var first = Offer.unfunded();
        var second = first.again();
        FacilitatorStack.chain().mint(first.payer(), Offer.AMOUNT);
        assertValid(Caller.RIVAL, first);
        // When, Then
        assertValid(Caller.MERCHANT, second);
        var settled = Caller.MERCHANT.post("/settle", second.body());
        assertThat(JsonObject.parse(settled.body()).text("errorReason")).isEqualTo("settlement_pending");
        assertThat(Rows.payment(second)).isPresent();
    }

    @Test
    void settlesOnlyWhatTheBalanceBearsBesideWhatIsReserved() throws Exception {
        // Given
        var first = Offer.unfunded();
        var second = first.again();
        FacilitatorStack.chain().mint(first.payer(), Offer.AMOUNT);
        Caller.MERCHANT.post("/settle", first.body());
        // When
        var refused = Caller.RIVAL.post("/settle", second.body());
        // Then
        assertThat(refused.statusCode()).isEqualTo(200);
        assertThat(JsonObject.parse(refused.body()).text("errorReason"))
                .isEqualTo("invalid_exact_evm_insufficient_balance");
        assertThat(Rows.payment(second)).isEmpty();
    }

    @Test
    void countsNoReservationThatTheBalanceAlreadyBears() throws Exception {
        // Given a reserved payment that is paid, of which no outcome came yet
        var first = Offer.unfunded();
        var second = first.again();
        FacilitatorStack.chain().mint(first.payer(), Offer.AMOUNT);
        Caller.MERCHANT.post("/settle", first.body());
        OnChain.transfer(first);
        FacilitatorStack.chain().mint(first.payer(), Offer.AMOUNT);
        // When
        var settled = Caller.MERCHANT.post("/settle", second.body());
        // Then
        assertThat(JsonObject.parse(settled.body()).text("errorReason")).isEqualTo("settlement_pending");
        assertThat(Rows.payment(second)).isPresent();
    }

    private static void assertValid(Caller caller, Offer offer) {
        var answer = caller.post("/verify", offer.body());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"isValid\":true,\"payer\":\"" + offer.payer() + "\"}");
    }

    private static void assertRefused(Caller caller, Offer offer, String reason) {
        var answer = caller.post("/verify", offer.body());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JsonObject.parse(answer.body()).text("invalidReason")).isEqualTo(reason);
    }
}
