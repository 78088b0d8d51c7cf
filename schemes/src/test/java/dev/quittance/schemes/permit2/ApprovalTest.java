package dev.quittance.schemes.permit2;

import static dev.quittance.schemes.permit2.Golden.golden;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.abi.Multicall3.Result;
import dev.quittance.evm.registry.Chain;
import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.evm.transaction.Eip1559Transaction;
import dev.quittance.evm.transaction.SignedTransaction;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.schemes.Schemes;
import dev.quittance.schemes.payment.Check;
import dev.quittance.schemes.payment.Demand;
import dev.quittance.schemes.payment.Demand.Purpose;
import dev.quittance.schemes.payment.Judgement;
import dev.quittance.schemes.payment.Payment;
import dev.quittance.schemes.payment.Question;
import dev.quittance.schemes.payment.Refusal;
import dev.quittance.schemes.payment.Scheme;
import dev.quittance.schemes.payment.View;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On requests that the reference's client made, with an approval such as it signs. */
class ApprovalTest {
    private static final long NOW = 1_795_329_000L;
    private static final Registry REGISTRY = Registry.builtIn();
    private static final Chain CHAIN = REGISTRY.chain(84532).orElseThrow();
    private static final Secp256k1 CURVE = Secp256k1.create();
    private static final Address FACILITATOR = Address.parse("0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f");
    private static final Schemes SCHEMES = new Schemes(REGISTRY, CURVE, Set.of(FACILITATOR), BigInteger.ZERO);
    /** The key of a development chain, by which the reference's client signed. */
    private static final PrivateKey PAYER = key("0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6");

    private static final PrivateKey OTHER = key("0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a");
    private static final String TOKEN = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
    private static final String STRANGER = "0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f";
    private static final BigInteger MAX = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
    private static final BigInteger FEE = BigInteger.TEN.pow(9);
    private static final BigInteger GAS = BigInteger.valueOf(70_000);

    @ParameterizedTest
    @ValueSource(strings = {"exact-verify", "upto-verify", "upto-settle"})
    void takesAnApprovalThatThePayerSigned(String name) {
        // Given
        JsonObject request = with(golden(name), info(approve()));

        // When
        Question question = ask(request, purposeOf(name));

        // Then
        assertThat(question.isApart()).isTrue();
        var judged = (Judgement.Settles) judge(request, purposeOf(name), view());
        assertThat(judged.payment().preparation().orElseThrow().transaction().hash())
                .isEqualTo(approve().sign(CURVE, PAYER).hash());
        assertThat(judged.payment().settlement().gasBeyond()).isZero();
    }

    @Test
    void grantsWhatThePayerLacksUpToTheMost() {
        // Given a payer who lacks ten wei
        JsonObject request = with(golden("exact-verify"), info(approve()));
        View poor = view(
                BigInteger.ZERO,
                FEE.multiply(GAS).subtract(BigInteger.TEN),
                BigInteger.ONE,
                BigInteger.TWO,
                true,
                true);

        // When // Then
        var judged = (Judgement.Settles) judge(giving(10), request, poor);
        assertThat(judged.payment().preparation().orElseThrow().granted()).isEqualTo(10);
        var again = SCHEMES.payment(
                judged.payment().kind(),
                judged.payment().asset(),
                judged.payment().terms(),
                judged.payment().signature(),
                judged.payment().extra());
        assertThat(again.preparation().orElseThrow().granted()).isEqualTo(10);
        assertThat(judge(giving(9), request, poor)).isInstanceOf(Refusal.class);
        var rich = (Judgement.Settles) judge(giving(10), request, view());
        assertThat(rich.payment().preparation().orElseThrow().granted()).isZero();
    }

    @Test
    void takesNoPayersWordForWhatIsGranted() {
        // Given
        JsonObject info = info(approve()).toBuilder().put("granted", "10").build();

        // When
        var judged = (Judgement.Settles) judge(with(golden("exact-verify"), info), Purpose.VERIFY, view());

        // Then
        assertThat(judged.payment().preparation().orElseThrow().granted()).isZero();
    }

    @Test
    void leavesAnApprovalAwayThatTheChainHasAlready() {
        // Given
        JsonObject request = with(golden("exact-verify"), info(approve()));
        View allowed = view(MAX, BigInteger.ZERO, BigInteger.ZERO, BigInteger.TEN, true, true);

        // When
        var judged = (Judgement.Settles) judge(request, Purpose.VERIFY, allowed);

        // Then
        assertThat(judged.payment().preparation()).isEmpty();
        assertThat(judged.payment().extra().has("erc20ApprovalGasSponsoring")).isFalse();
    }

    @ParameterizedTest(name = "{0} = {1} -> {2}")
    @CsvSource({
        "from, 0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f, ERC20_APPROVAL_FROM_MISMATCH",
        "asset, 0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f, ERC20_APPROVAL_ASSET_MISMATCH",
        "spender, 0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f, ERC20_APPROVAL_SPENDER_NOT_PERMIT2",
        "amount, 999, ERC20_APPROVAL_TX_INVALID_CALLDATA",
        "amount, many, INVALID_ERC20_APPROVAL_EXTENSION_FORMAT",
        "version, one, INVALID_ERC20_APPROVAL_EXTENSION_FORMAT",
        "signedTransaction, 0x, INVALID_ERC20_APPROVAL_EXTENSION_FORMAT",
        "signedTransaction, 0x02c0, ERC20_APPROVAL_TX_PARSE_FAILED",
        "signedTransaction, 0xf8, ERC20_APPROVAL_TX_PARSE_FAILED",
    })
    void refusesWhatIsSaidOfTheApproval(String member, String value, ErrorReason reason) {
        // Given
        JsonObject info = info(approve()).toBuilder().put(member, value).build();

        // When // Then
        assertThat(refused(with(golden("exact-verify"), info))).hasValue(reason);
    }

    @Test
    void refusesATransactionThatIsNotJustTheApproval() {
        // Given
        Eip1559Transaction good = approve();
        Bytes data = good.data();

        // When // Then
        assertThat(refused(transaction(CHAIN.chainId(), STRANGER, BigInteger.ZERO, 70_000, data)))
                .hasValue(ErrorReason.ERC20_APPROVAL_TX_WRONG_TARGET);
        assertThat(refused(transaction(CHAIN.chainId(), TOKEN, BigInteger.ZERO, 70_000, Bytes.EMPTY)))
                .hasValue(ErrorReason.ERC20_APPROVAL_TX_WRONG_SELECTOR);
        assertThat(refused(transaction(
                        CHAIN.chainId(), TOKEN, BigInteger.ZERO, 70_000, Bytes.parse("0xa9059cbb" + digits(data)))))
                .hasValue(ErrorReason.ERC20_APPROVAL_TX_WRONG_SELECTOR);
        assertThat(refused(transaction(
                        CHAIN.chainId(), TOKEN, BigInteger.ZERO, 70_000, data(Address.parse(STRANGER), MAX))))
                .hasValue(ErrorReason.ERC20_APPROVAL_TX_WRONG_SPENDER);
        assertThat(refused(transaction(
                        CHAIN.chainId(), TOKEN, BigInteger.ZERO, 70_000, data(CHAIN.permit2(), BigInteger.ONE))))
                .hasValue(ErrorReason.ERC20_APPROVAL_TX_INVALID_CALLDATA);
        assertThat(refused(
                        transaction(CHAIN.chainId(), TOKEN, BigInteger.ZERO, 70_000, Bytes.parse(data.hex() + "00"))))
                .hasValue(ErrorReason.ERC20_APPROVAL_TX_INVALID_CALLDATA);
        assertThat(refused(transaction(8453, TOKEN, BigInteger.ZERO, 70_000, data)))
                .hasValue(ErrorReason.ERC20_APPROVAL_TX_PARSE_FAILED);
        assertThat(refused(transaction(CHAIN.chainId(), TOKEN, BigInteger.ONE, 70_000, data)))
                .hasValue(ErrorReason.ERC20_APPROVAL_TX_PARSE_FAILED);
        assertThat(refused(transaction(CHAIN.chainId(), TOKEN, BigInteger.ZERO, 200_001, data)))
                .hasValue(ErrorReason.ERC20_APPROVAL_TX_PARSE_FAILED);
        assertThat(refused(transaction(CHAIN.chainId(), TOKEN, BigInteger.ZERO, 200_000, data)))
                .isEmpty();
    }

    @Test
    void refusesATransactionThatAnotherSignedOrNobodyCan() {
        // Given
        // The curve has no point whose x-coordinate is 5.
        var nobodys = new Signature(Bytes32.of(BigInteger.valueOf(5)), Bytes32.of(BigInteger.ONE), 0);

        // When // Then
        assertThat(refused(info(approve().sign(CURVE, OTHER).raw())))
                .hasValue(ErrorReason.ERC20_APPROVAL_TX_SIGNER_MISMATCH);
        assertThat(refused(info(new SignedTransaction(approve(), nobodys).raw())))
                .hasValue(ErrorReason.ERC20_APPROVAL_TX_INVALID_SIGNATURE);
    }

    @Test
    void refusesAnApprovalThatWouldNotGetOnChainOrNotStandThere() {
        // Given
        JsonObject request = with(golden("exact-verify"), info(approve()));
        BigInteger enough = FEE.multiply(GAS);
        BigInteger none = BigInteger.ZERO;

        // When // Then
        assertThat(judged(request, view(none, enough, FEE, BigInteger.TWO, true, true)))
                .isEmpty();
        assertThat(judged(request, view(none, enough, FEE, BigInteger.ONE, true, true)))
                .hasValue(ErrorReason.ERC20_APPROVAL_BROADCAST_FAILED);
        assertThat(judged(request, view(none, enough, FEE, BigInteger.valueOf(3), true, true)))
                .hasValue(ErrorReason.ERC20_APPROVAL_BROADCAST_FAILED);
        assertThat(judged(request, view(none, enough.subtract(BigInteger.ONE), FEE, BigInteger.TWO, true, true)))
                .hasValue(ErrorReason.ERC20_APPROVAL_BROADCAST_FAILED);
        assertThat(judged(request, view(none, enough, FEE.add(BigInteger.ONE), BigInteger.TWO, true, true)))
                .hasValue(ErrorReason.ERC20_APPROVAL_BROADCAST_FAILED);
        assertThat(judged(request, view(none, enough, FEE, BigInteger.TWO, false, false)))
                .hasValue(ErrorReason.ERC20_APPROVAL_TX_FAILED);
        assertThat(judged(request, view(none, enough, FEE, BigInteger.TWO, true, false)))
                .hasValue(ErrorReason.PERMIT2_SIMULATION_FAILED);
    }

    @Test
    void takesAnEchoOfTheDeclarationForNoApproval() {
        // Given
        JsonObject echo = JsonObject.parse("{\"version\":\"1\",\"description\":\"as declared\"}");

        // When // Then
        assertThat(ask(with(golden("exact-verify"), echo), Purpose.VERIFY).isApart())
                .isFalse();
    }

    @Test
    void makesThePreparationAgainFromWhatOneServiceTellsAnother() {
        // Given
        Payment payment = ask(with(golden("exact-verify"), info(approve())), Purpose.SETTLE)
                .payment();

        // When
        Payment again = SCHEMES.read(
                payment.asset(), JsonObject.parse(Schemes.write(payment).build().toString()));

        // Then
        assertThat(again.preparation().orElseThrow().transaction())
                .isEqualTo(payment.preparation().orElseThrow().transaction());
        assertThat(again.extra()).isEqualTo(payment.extra());
        assertThat(again.preparation().toString() + ((Permit2Payment) again).approval())
                .doesNotContain(approve().sign(CURVE, PAYER).raw().hex().substring(2));
    }

    private static Eip1559Transaction approve() {
        return new Eip1559Transaction(
                CHAIN.chainId(),
                BigInteger.TWO,
                BigInteger.ONE,
                FEE,
                GAS.longValueExact(),
                Address.parse(TOKEN),
                BigInteger.ZERO,
                data(CHAIN.permit2(), MAX));
    }

    private static Bytes data(Address spender, BigInteger amount) {
        return Bytes.parse("0x095ea7b3" + digits(spender.toWord()) + digits(Bytes32.of(amount)));
    }

    private static String digits(Bytes32 word) {
        return word.toString().substring(2);
    }

    private static String digits(Bytes data) {
        return data.hex().substring(10);
    }

    private static JsonObject transaction(long chainId, String to, BigInteger value, long gas, Bytes data) {
        return info(new Eip1559Transaction(
                        chainId, BigInteger.TWO, BigInteger.ONE, FEE, gas, Address.parse(to), value, data)
                .sign(CURVE, PAYER)
                .raw());
    }

    private static JsonObject info(Eip1559Transaction transaction) {
        return info(transaction.sign(CURVE, PAYER).raw());
    }

    private static JsonObject info(Bytes raw) {
        return JsonObject.builder()
                .put("description", "as declared")
                .put("from", CURVE.address(PAYER).toString())
                .put("asset", TOKEN)
                .put("spender", CHAIN.permit2().toString())
                .put("amount", MAX.toString())
                .put("signedTransaction", raw.hex())
                .put("version", "1")
                .build();
    }

    private static JsonObject with(JsonObject request, JsonObject info) {
        JsonObject extension = JsonObject.builder().put("info", info).build();
        return request.toBuilder()
                .put(
                        "paymentPayload",
                        request.object("paymentPayload").toBuilder()
                                .put(
                                        "extensions",
                                        JsonObject.builder()
                                                .put("erc20ApprovalGasSponsoring", extension)
                                                .build())
                                .build())
                .build();
    }

    /** Nothing allowed yet, and all that is needed for it. */
    private static View view() {
        return view(BigInteger.ZERO, FEE.multiply(GAS), BigInteger.ONE, BigInteger.TWO, true, true);
    }

    private static View view(
            BigInteger allowed,
            BigInteger wei,
            BigInteger baseFee,
            BigInteger nonce,
            boolean approves,
            boolean settles) {
        return new View(
                BigInteger.ONE,
                NOW,
                List.of(
                        new Result(true, Bytes.of(CHAIN.permit2().toWord().toByteArray())),
                        word(BigInteger.valueOf(1_000_000)),
                        word(allowed),
                        word(BigInteger.ZERO),
                        word(wei),
                        word(baseFee)),
                List.of(new Result(approves, Bytes.EMPTY), new Result(settles, Bytes.EMPTY)),
                Optional.of(nonce));
    }

    private static Result word(BigInteger number) {
        return new Result(true, Bytes.of(Bytes32.of(number).toByteArray()));
    }

    private static Optional<ErrorReason> refused(JsonObject infoOrRequest) {
        JsonObject request =
                infoOrRequest.has("paymentPayload") ? infoOrRequest : with(golden("exact-verify"), infoOrRequest);
        return check(request, Purpose.VERIFY) instanceof Refusal refusal
                ? Optional.of(refusal.reason())
                : Optional.empty();
    }

    private static Optional<ErrorReason> judged(JsonObject request, View view) {
        return judge(request, Purpose.VERIFY, view) instanceof Refusal refusal
                ? Optional.of(refusal.reason())
                : Optional.empty();
    }

    private static Judgement judge(JsonObject request, Purpose purpose, View view) {
        Demand demand = demand(request, purpose);
        return scheme(demand).judge(demand, ask(request, purpose), view);
    }

    private static Schemes giving(long wei) {
        return new Schemes(REGISTRY, CURVE, Set.of(FACILITATOR), BigInteger.valueOf(wei));
    }

    private static Judgement judge(Schemes schemes, JsonObject request, View view) {
        Demand demand = demand(request, Purpose.VERIFY);
        Scheme scheme = ((Schemes.Choice.Chosen) schemes.choose(demand.payload(), demand.requirements())).scheme();
        return scheme.judge(demand, ((Check.Ask) scheme.check(demand, NOW)).question(), view);
    }

    private static Question ask(JsonObject request, Purpose purpose) {
        return ((Check.Ask) check(request, purpose)).question();
    }

    private static Check check(JsonObject request, Purpose purpose) {
        Demand demand = demand(request, purpose);
        return scheme(demand).check(demand, NOW);
    }

    private static Demand demand(JsonObject request, Purpose purpose) {
        return Demand.of(FacilitatorRequest.fromJson(request), purpose);
    }

    private static Scheme scheme(Demand demand) {
        return ((Schemes.Choice.Chosen) SCHEMES.choose(demand.payload(), demand.requirements())).scheme();
    }

    private static Purpose purposeOf(String request) {
        return request.endsWith("settle") ? Purpose.SETTLE : Purpose.VERIFY;
    }

    private static PrivateKey key(String hex) {
        return PrivateKey.of(Hex.decode(hex));
    }
}
