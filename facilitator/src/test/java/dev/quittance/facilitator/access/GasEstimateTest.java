package dev.quittance.facilitator.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.facilitator.gas.GasClaim;
import dev.quittance.facilitator.stack.Kinds;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.schemes.Schemes;
import dev.quittance.schemes.payment.Check;
import dev.quittance.schemes.payment.Demand;
import dev.quittance.schemes.payment.Demand.Purpose;
import dev.quittance.schemes.payment.Payment;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GasEstimateTest {
    private static final GasEstimate ESTIMATE = new GasEstimate(180_000, BigInteger.TEN.pow(9));
    private static final Schemes SCHEMES = new Schemes(Registry.builtIn(), Secp256k1.create());

    @Test
    void countsWhatComesBesideTheTransfer() {
        // When // Then
        assertThat(ESTIMATE.of(payment(Kinds.unfunded("exact")))).isEqualTo(new GasClaim.Gas(180_000, 0));
        assertThat(ESTIMATE.of(payment(Kinds.unfunded("exact").sponsored()))).isEqualTo(new GasClaim.Gas(260_000, 0));
    }

    @Test
    void countsNothingForAnExtensionThatIsMerelyReturned() {
        // When // Then
        assertThat(ESTIMATE.of(payment(Kinds.unfunded("exact").echoing()))).isEqualTo(new GasClaim.Gas(180_000, 0));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 91000", "70000000000000, 91000", "70000000000001, 91001", "700000000000000, 721000"})
    void countsTheWeiThatAPayerIsSentAndWhatSendingThemTakes(String granted, long gas) {
        // Given
        Payment payment = payment(Kinds.unfunded("exact").signingApproval(0));
        String extension = "erc20ApprovalGasSponsoring";
        JsonObject approval = payment.extra().object(extension).toBuilder()
                .put("granted", granted)
                .build();
        Payment funded = SCHEMES.payment(
                payment.kind(),
                payment.asset(),
                payment.terms(),
                payment.signature(),
                payment.extra().toBuilder().put(extension, approval).build());

        // When // Then
        assertThat(ESTIMATE.of(funded)).isEqualTo(new GasClaim.Gas(180_000 + gas, gas));
    }

    private static Payment payment(Kinds kinds) {
        var demand = Demand.of(FacilitatorRequest.fromJson(JsonObject.parse(kinds.body())), Purpose.VERIFY);
        var chosen = (Schemes.Choice.Chosen) SCHEMES.choose(demand.payload(), demand.requirements());
        var check = (Check.Ask) chosen.scheme().check(demand, 0);
        return check.question().payment();
    }
}
