package dev.quittance.signer.relay;

import static dev.quittance.signer.relay.RelayRefusal.APPROVAL_REFUSED;
import static dev.quittance.signer.relay.RelayRefusal.ASSET_REFUSED;
import static dev.quittance.signer.relay.RelayRefusal.FEE_REFUSED;
import static dev.quittance.signer.relay.RelayRefusal.FUNDING_OFF;
import static dev.quittance.signer.relay.RelayRefusal.FUNDING_VALUE_REFUSED;
import static dev.quittance.signer.relay.RelayRefusal.GAS_REFUSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.registry.Chain;
import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.evm.transaction.Eip1559Transaction;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.schemes.Schemes;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FundingRulesTest {
    private static final Secp256k1 CURVE = Secp256k1.create();
    private static final Registry REGISTRY = Registry.builtIn();
    private static final Chain CHAIN = REGISTRY.chain(84532).orElseThrow();
    private static final Address TOKEN = Address.parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e");
    private static final Address LANE = Address.parse("0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f");
    private static final PrivateKey KEY = PrivateKey.generate(new SecureRandom());
    private static final Address PAYER = CURVE.address(KEY);
    private static final BigInteger FEE = BigInteger.TEN.pow(9);
    private static final BigInteger BURNS = FEE.multiply(BigInteger.valueOf(70_000));
    private static final Eip1559Transaction APPROVAL =
            approval(84532, TOKEN, BigInteger.ZERO, 70_000, approve(CHAIN.permit2()));

    @Test
    void sendsThePayerExactlyTheValueAndNothingElse() {
        // When
        RelayDecision decision = decide(BURNS, funding(APPROVAL, BURNS));

        // Then
        var expected = new Eip1559Transaction(
                84532, BigInteger.TWO, BigInteger.ONE, BigInteger.TEN, 21_000, PAYER, BURNS, Bytes.EMPTY);
        assertThat(decision).isEqualTo(new RelayDecision.Permit(expected));
    }

    @Test
    void sendsNothingWhereItIsNotSwitchedOn() {
        assertThat(refusal(BigInteger.ZERO, funding(APPROVAL, BURNS))).hasValue(FUNDING_OFF);
    }

    @Test
    void sendsNoMoreThanTheCeilingOrTheApprovalCanBurn() {
        assertThat(refusal(BURNS.subtract(BigInteger.ONE), funding(APPROVAL, BURNS)))
                .hasValue(FUNDING_VALUE_REFUSED);
        assertThat(refusal(BURNS.shiftLeft(1), funding(APPROVAL, BURNS.add(BigInteger.ONE))))
                .hasValue(FUNDING_VALUE_REFUSED);
        assertThat(refusal(BURNS, funding(APPROVAL, BigInteger.ZERO))).hasValue(FUNDING_VALUE_REFUSED);
    }

    @Test
    void fundsNothingButAnApprovalOfPermit2ByThePayer() {
        Bytes good = APPROVAL.data();
        List.of(
                        approval(8453, TOKEN, BigInteger.ZERO, 70_000, good),
                        approval(84532, LANE, BigInteger.ZERO, 70_000, good),
                        approval(84532, TOKEN, BigInteger.ONE, 70_000, good),
                        approval(84532, TOKEN, BigInteger.ZERO, 200_001, good),
                        approval(84532, TOKEN, BigInteger.ZERO, 70_000, approve(LANE)),
                        approval(84532, TOKEN, BigInteger.ZERO, 70_000, Bytes.parse(good.hex() + "00")),
                        approval(84532, TOKEN, BigInteger.ZERO, 70_000, Bytes.EMPTY),
                        approval(
                                84532,
                                TOKEN,
                                BigInteger.ZERO,
                                70_000,
                                Bytes.parse("0xa9059cbb" + good.hex().substring(10))))
                .forEach(other -> assertThat(refusal(BURNS, funding(other, BigInteger.ONE)))
                        .hasValue(APPROVAL_REFUSED));
        var others = new RelayFunding(TOKEN, LANE, APPROVAL.sign(CURVE, KEY).raw(), BURNS);
        assertThat(refusal(BURNS, others)).hasValue(APPROVAL_REFUSED);
        assertThat(refusal(BURNS, new RelayFunding(TOKEN, PAYER, Bytes.parse("0x02c0"), BURNS)))
                .hasValue(APPROVAL_REFUSED);
        assertThat(refusal(
                        BURNS,
                        new RelayFunding(LANE, PAYER, APPROVAL.sign(CURVE, KEY).raw(), BURNS)))
                .hasValue(ASSET_REFUSED);
    }

    @Test
    void boundsItsGasAndItsFees() {
        // Given
        RelayFunding funding = funding(APPROVAL, BURNS);

        // When // Then
        assertThat(decide(BURNS, funding, 21_001, BigInteger.TEN)).isEqualTo(new RelayDecision.Refuse(GAS_REFUSED));
        assertThat(decide(BURNS, funding, 21_000, FEE)).isEqualTo(new RelayDecision.Refuse(FEE_REFUSED));
    }

    @Test
    void sendsNothingBesideTransfersOrWithACancel() {
        // Given
        JsonObject funding = funding(APPROVAL, BURNS).facts();
        JsonObject good = JsonObject.builder()
                .put("attemptId", "00000000-0000-0000-0000-000000000001")
                .put("lane", LANE.toString())
                .put("network", "eip155:84532")
                .put("transactionNonce", "2")
                .put("maxFeePerGas", "10")
                .put("maxPriorityFeePerGas", "1")
                .put("gasLimit", 21_000)
                .putObjects("transfers", List.of())
                .put("funding", funding)
                .build();

        // When // Then
        assertThat(parse(good)).isEqualTo(request(funding(APPROVAL, BURNS), 21_000, BigInteger.TEN));
        for (JsonObject bad : List.of(
                good.toBuilder().put("cancel", true).build(),
                good.toBuilder().put("value", "1").build(),
                good.toBuilder()
                        .put("funding", funding.toBuilder().put("data", "0x").build())
                        .build(),
                good.toBuilder()
                        .put(
                                "funding",
                                funding.toBuilder().put("transaction", "0x").build())
                        .build())) {
            assertThatThrownBy(() -> parse(bad)).isInstanceOf(MalformedException.class);
        }
    }

    private static RelayRequest parse(JsonObject json) {
        return RelayRequest.parse(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void hasAnotherDigestForAnotherFunding() {
        // Given
        RelayRequest one = request(funding(APPROVAL, BURNS), 21_000, BigInteger.TEN);
        RelayRequest other = request(funding(APPROVAL, BigInteger.ONE), 21_000, BigInteger.TEN);

        // When // Then
        assertThat(one.bodyDigest()).isNotEqualTo(other.bodyDigest());
    }

    private static Optional<RelayRefusal> refusal(BigInteger max, RelayFunding funding) {
        return decide(max, funding) instanceof RelayDecision.Refuse(RelayRefusal refusal)
                ? Optional.of(refusal)
                : Optional.empty();
    }

    private static RelayDecision decide(BigInteger max, RelayFunding funding) {
        return decide(max, funding, 21_000, BigInteger.TEN);
    }

    private static RelayDecision decide(BigInteger max, RelayFunding funding, long gasLimit, BigInteger fee) {
        var limits = new RelayLimits(100, 120_000, 60_000, BigInteger.valueOf(100));
        return new RelayRules(REGISTRY, new Schemes(REGISTRY, CURVE), new FundingRules(REGISTRY, CURVE, max), limits)
                .decide(request(funding, gasLimit, fee));
    }

    private static RelayRequest request(RelayFunding funding, long gasLimit, BigInteger fee) {
        return new RelayRequest(
                "00000000-0000-0000-0000-000000000001",
                LANE,
                "eip155:84532",
                BigInteger.TWO,
                fee,
                BigInteger.ONE,
                gasLimit,
                List.of(),
                Optional.of(funding),
                false);
    }

    private static RelayFunding funding(Eip1559Transaction approval, BigInteger value) {
        return new RelayFunding(TOKEN, PAYER, approval.sign(CURVE, KEY).raw(), value);
    }

    private static Eip1559Transaction approval(long chainId, Address to, BigInteger value, long gas, Bytes data) {
        return new Eip1559Transaction(chainId, BigInteger.ZERO, BigInteger.ONE, FEE, gas, to, value, data);
    }

    private static Bytes approve(Address spender) {
        return Bytes.parse("0x095ea7b3"
                + spender.toWord().toString().substring(2)
                + Bytes32.of(BigInteger.TEN).toString().substring(2));
    }
}
