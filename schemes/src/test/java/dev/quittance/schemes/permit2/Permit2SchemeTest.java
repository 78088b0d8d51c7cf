package dev.quittance.schemes.permit2;

import static dev.quittance.schemes.permit2.Golden.golden;
import static dev.quittance.schemes.permit2.Golden.withAccepted;
import static dev.quittance.schemes.permit2.Golden.withAllowance;
import static dev.quittance.schemes.permit2.Golden.withPayload;
import static dev.quittance.schemes.permit2.Golden.withPermit;
import static dev.quittance.schemes.permit2.Golden.withRequirement;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.abi.Multicall3.Result;
import dev.quittance.evm.registry.Chain;
import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Keccak256;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On requests that the reference's client and server made. */
class Permit2SchemeTest {
    private static final long NOW = 1_795_329_000L;
    private static final Address FACILITATOR = Address.parse("0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f");
    private static final Registry REGISTRY = Registry.builtIn();
    private static final Chain CHAIN = REGISTRY.chain(84532).orElseThrow();
    private static final Schemes SCHEMES =
            new Schemes(REGISTRY, Secp256k1.create(), Set.of(FACILITATOR), BigInteger.ZERO);
    private static final BigInteger PLENTY = BigInteger.valueOf(1_000_000);

    @ParameterizedTest
    @ValueSource(strings = {"exact-verify", "exact-eip2612-verify", "upto-verify", "upto-settle"})
    void takesWhatTheReferencesClientSigned(String request) {
        // When
        Question question = ask(golden(request), purposeOf(request));

        // Then: the payer's key is known from the signature, so the digest is the one that it signed
        assertThat(question.runsCode()).isFalse();
        assertThat(judged(golden(request), purposeOf(request), standing())).isEmpty();
    }

    @Test
    void settlesNoMoreThanTheMeterSays() {
        // When
        Payment payment = ask(golden("upto-settle"), Purpose.SETTLE).payment();

        // Then
        assertThat(payment.terms().amount()).isEqualTo(BigInteger.valueOf(700));
        assertThat(payment.settlement().sender()).hasValue(FACILITATOR);
        assertThat(payment.settlement().alone()).isTrue();
    }

    @ParameterizedTest(name = "{0}: {1} of {2} -> {3}")
    @CsvSource({
        "exact-verify, spender, 0x4020A4f3b7b90ccA423B9fabCc0CE57C6C240002, INVALID_PERMIT2_SPENDER",
        "exact-verify, deadline, 1795329005, PERMIT2_DEADLINE_EXPIRED",
        "exact-verify, from, nobody, INVALID_PAYLOAD",
        "exact-verify, nonce, -1, INVALID_PAYLOAD",
        "upto-verify, spender, 0x402085c248EeA27D92E8b30b2C58ed07f9E20001, INVALID_PERMIT2_SPENDER",
    })
    void refusesPermitsWithTheirOwnReason(String request, String member, String value, ErrorReason reason) {
        // Given
        JsonObject changed = withPermit(golden(request), permit -> permit.put(member, value));

        // When // Then
        assertThat(reasonOf(check(changed, Purpose.VERIFY))).hasValue(reason);
    }

    @ParameterizedTest(name = "{0}: {1} = {2} -> {3}")
    @CsvSource({
        "exact-verify, payTo, 0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f, INVALID_PERMIT2_RECIPIENT_MISMATCH",
        "exact-verify, payTo, nobody, INVALID_PAYMENT_REQUIREMENTS",
        "exact-verify, amount, 1001, PERMIT2_AMOUNT_MISMATCH",
        "exact-verify, amount, 999, PERMIT2_AMOUNT_MISMATCH",
        "exact-verify, amount, 0, INVALID_PAYMENT_REQUIREMENTS",
        "exact-verify, network, eip155:8453, INVALID_EXACT_EVM_NETWORK_MISMATCH",
        "exact-verify, network, eip155:999, INVALID_NETWORK",
        "exact-verify, asset, 0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f, INVALID_PAYMENT_REQUIREMENTS",
        "upto-verify, network, eip155:8453, INVALID_UPTO_EVM_NETWORK_MISMATCH",
        "upto-verify, amount, 1999, PERMIT2_AMOUNT_MISMATCH",
    })
    void refusesRequirementsWithTheirOwnReason(String request, String member, String value, ErrorReason reason) {
        // Given
        JsonObject changed = withRequirement(golden(request), member, value);

        // When // Then
        assertThat(reasonOf(check(changed, Purpose.VERIFY))).hasValue(reason);
    }

    @Test
    void refusesAPayloadOfAnotherSchemeOrForm() {
        // Given
        JsonObject exact = golden("exact-verify");
        JsonObject upto = golden("upto-verify");

        // When // Then
        assertThat(reasonOf(check(withAccepted(exact, "scheme", "upto"), Purpose.VERIFY)))
                .hasValue(ErrorReason.UNSUPPORTED_PAYLOAD_TYPE);
        assertThat(reasonOf(check(withAccepted(upto, "scheme", "exact"), Purpose.VERIFY)))
                .hasValue(ErrorReason.INVALID_UPTO_EVM_SCHEME);
        assertThat(reasonOf(check(withPayload(exact, JsonObject.EMPTY), Purpose.VERIFY)))
                .hasValue(ErrorReason.UNSUPPORTED_PAYLOAD_TYPE);
        assertThat(reasonOf(check(withAccepted(exact, "maxTimeoutSeconds", 299), Purpose.VERIFY)))
                .hasValue(ErrorReason.INVALID_PAYMENT_REQUIREMENTS);
    }

    @Test
    void callsTheEndsOfPaymentsAsTheReferenceDoes() {
        // When // Then
        assertThat(ask(golden("exact-verify"), Purpose.VERIFY)
                        .payment()
                        .endings()
                        .failed())
                .isEqualTo(ErrorReason.INVALID_EXACT_EVM_TRANSACTION_FAILED);
        assertThat(ask(golden("upto-verify"), Purpose.VERIFY)
                        .payment()
                        .endings()
                        .failed())
                .isEqualTo(ErrorReason.INVALID_UPTO_EVM_TRANSACTION_FAILED);
    }

    @Test
    void refusesAnotherToken() {
        // Given
        JsonObject changed = withPermit(
                golden("exact-verify"),
                permit -> permit.put(
                        "permitted",
                        JsonObject.parse(
                                "{\"token\":\"0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f\",\"amount\":\"1000\"}")));

        // When // Then
        assertThat(reasonOf(check(changed, Purpose.VERIFY))).hasValue(ErrorReason.PERMIT2_TOKEN_MISMATCH);
    }

    @Test
    void takesNoMoreThanIsPermitted() {
        // When // Then
        assertThat(reasonOf(check(withRequirement(golden("upto-settle"), "amount", "2001"), Purpose.SETTLE)))
                .hasValue(ErrorReason.INVALID_UPTO_EVM_PAYLOAD_SETTLEMENT_EXCEEDS_AMOUNT);
        assertThat(reasonOf(check(withRequirement(golden("upto-settle"), "amount", "2000"), Purpose.SETTLE)))
                .isEmpty();
    }

    @Test
    void settlesNothingWithoutATransaction() {
        // Given
        JsonObject free = withRequirement(golden("upto-settle"), "amount", "0");

        // When
        Question question = ask(free, Purpose.SETTLE);

        // Then
        assertThat(question.simulation()).isEmpty();
        assertThat(judged(free, Purpose.SETTLE, standing())).isEmpty();
    }

    @Test
    void refusesAFacilitatorThatIsNotOurs() {
        // Given
        JsonObject upto = golden("upto-verify");
        var others = new Schemes(REGISTRY, Secp256k1.create(), Set.of(CHAIN.permit2()), BigInteger.ZERO);

        // When // Then
        assertThat(reasonOf(check(others, upto, Purpose.VERIFY))).hasValue(ErrorReason.UPTO_FACILITATOR_MISMATCH);
    }

    @ParameterizedTest(name = "{0} = {1} -> {2}")
    @CsvSource({
        "from, 0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f, EIP2612_FROM_MISMATCH",
        "asset, 0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f, EIP2612_ASSET_MISMATCH",
        "spender, 0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f, EIP2612_SPENDER_NOT_PERMIT2",
        "deadline, 1795329005, EIP2612_DEADLINE_EXPIRED",
        "amount, 999, PERMIT2_2612_AMOUNT_MISMATCH",
        "version, one, INVALID_EIP2612_EXTENSION_FORMAT",
        "signature, 0x00, INVALID_EIP2612_EXTENSION_FORMAT",
    })
    void refusesSponsoringWithItsOwnReason(String member, String value, ErrorReason reason) {
        // Given
        JsonObject changed = withAllowance(golden("exact-eip2612-verify"), member, value);

        // When // Then
        assertThat(judged(changed, Purpose.VERIFY, standing())).hasValue(reason);
    }

    @Test
    void takesAnEchoOfTheDeclarationForNoPermit() {
        // Given
        JsonObject payload = golden("exact-verify").object("paymentPayload").toBuilder()
                .put(
                        "extensions",
                        JsonObject.parse("{\"eip2612GasSponsoring\":{\"info\":{\"version\":\"1\"},\"schema\":{}}}"))
                .build();
        JsonObject echoing = golden("exact-verify").toBuilder()
                .put("paymentPayload", payload)
                .build();

        // When // Then
        assertThat(judged(echoing, Purpose.VERIFY, standing())).isEmpty();
    }

    @Test
    void namesWhatTheChainHasAgainstIt() {
        // Given
        JsonObject exact = golden("exact-verify");

        // When // Then
        assertThat(judged(exact, Purpose.VERIFY, standing().with(0, nothing())))
                .hasValue(ErrorReason.PERMIT2_PROXY_NOT_DEPLOYED);
        assertThat(judged(exact, Purpose.VERIFY, standing().with(0, word(BigInteger.ONE))))
                .hasValue(ErrorReason.PERMIT2_PROXY_NOT_DEPLOYED);
        assertThat(judged(exact, Purpose.VERIFY, standing().with(3, nothing())))
                .hasValue(ErrorReason.PERMIT2_PROXY_NOT_DEPLOYED);
        assertThat(judged(exact, Purpose.VERIFY, standing().with(1, nothing())))
                .hasValue(ErrorReason.ASSET_NOT_DEPLOYED_CONTRACT);
        assertThat(judged(exact, Purpose.VERIFY, standing().with(1, word(BigInteger.valueOf(999)))))
                .hasValue(ErrorReason.PERMIT2_INSUFFICIENT_BALANCE);
        assertThat(judged(exact, Purpose.VERIFY, standing().with(2, word(BigInteger.valueOf(999)))))
                .hasValue(ErrorReason.PERMIT2_ALLOWANCE_REQUIRED);
        assertThat(judged(exact, Purpose.VERIFY, standing().failing(Bytes.EMPTY)))
                .hasValue(ErrorReason.PERMIT2_SIMULATION_FAILED);
        assertThat(judged(exact, Purpose.VERIFY, standing().failing(error("InvalidDestination()"))))
                .hasValue(ErrorReason.PERMIT2_INVALID_DESTINATION);
        assertThat(judged(exact, Purpose.SETTLE, standing().with(3, word(allBits()))))
                .hasValue(ErrorReason.PERMIT2_INVALID_NONCE);
    }

    @Test
    void leavesItToTheChainThatAPermitIsNotValidYet() {
        // Given
        JsonObject later = withPermit(
                golden("exact-verify"),
                permit -> permit.put(
                        "witness",
                        JsonObject.parse("{\"to\":\"0xa0Ee7A142d267C1f36714E4a8F75612F20a79720\",\"validAfter\":\""
                                + (NOW + 1) + "\"}")));

        // When // Then: the witness was changed after it was signed, so the payer's code is asked
        assertThat(ask(later, Purpose.VERIFY).runsCode()).isTrue();
        assertThat(judged(later, Purpose.VERIFY, standing().with(4, taken())))
                .hasValue(ErrorReason.PERMIT2_NOT_YET_VALID);
        assertThat(judged(later, Purpose.VERIFY, standing().with(4, nothing())))
                .hasValue(ErrorReason.INVALID_PERMIT2_SIGNATURE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exact-verify", "exact-eip2612-verify", "upto-settle"})
    void makesAPaymentAgainFromWhatOneServiceTellsAnother(String request) {
        // Given
        Payment payment = ask(golden(request), purposeOf(request)).payment();

        // When
        Payment again = SCHEMES.read(
                payment.asset(), JsonObject.parse(Schemes.write(payment).build().toString()));

        // Then
        assertThat(again.settlement().calls().getFirst().data())
                .isEqualTo(payment.settlement().calls().getFirst().data());
        assertThat(again.terms()).isEqualTo(payment.terms());
        assertThat(again.toString()).doesNotContain(payment.signature().hex().substring(2));
    }

    /** What a chain answers on which everything stands. */
    private static Answers standing() {
        return new Answers(
                List.of(
                        new Result(true, Bytes.of(CHAIN.permit2().toWord().toByteArray())),
                        word(PLENTY),
                        word(PLENTY),
                        word(BigInteger.ZERO)),
                new Result(true, Bytes.EMPTY));
    }

    private record Answers(List<Result> facts, Result settlement) {
        Answers with(int position, Result answer) {
            var changed = new ArrayList<>(facts);
            if (position == changed.size()) {
                changed.add(answer);
            } else {
                changed.set(position, answer);
            }
            return new Answers(changed, settlement);
        }

        Answers failing(Bytes why) {
            return new Answers(facts, new Result(false, why));
        }
    }

    private static Result word(BigInteger number) {
        return new Result(true, Bytes.of(Bytes32.of(number).toByteArray()));
    }

    private static BigInteger allBits() {
        return BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
    }

    private static Result taken() {
        return new Result(true, Bytes.parse("0x1626ba7e" + "00".repeat(28)));
    }

    /** As calls of addresses without code answer. */
    private static Result nothing() {
        return new Result(true, Bytes.EMPTY);
    }

    private static Bytes error(String signature) {
        return Bytes.of(Arrays.copyOf(Keccak256.hash(signature).toByteArray(), 4));
    }

    private static Optional<ErrorReason> judged(JsonObject request, Purpose purpose, Answers answers) {
        return switch (check(request, purpose)) {
            case Refusal refusal -> Optional.of(refusal.reason());
            case Check.Ask(Question question) -> {
                var demand = Demand.of(FacilitatorRequest.fromJson(request), purpose);
                var view = new View(
                        BigInteger.ONE,
                        NOW,
                        answers.facts(),
                        question.simulation().isEmpty() ? List.of() : List.of(answers.settlement()));
                Judgement judgement = scheme(SCHEMES, demand).judge(demand, question, view);
                yield judgement instanceof Refusal refusal ? Optional.of(refusal.reason()) : Optional.empty();
            }
        };
    }

    private static Question ask(JsonObject request, Purpose purpose) {
        return ((Check.Ask) check(request, purpose)).question();
    }

    private static Check check(JsonObject request, Purpose purpose) {
        return check(SCHEMES, request, purpose);
    }

    private static Check check(Schemes schemes, JsonObject request, Purpose purpose) {
        var demand = Demand.of(FacilitatorRequest.fromJson(request), purpose);
        return scheme(schemes, demand).check(demand, NOW);
    }

    private static Scheme scheme(Schemes schemes, Demand demand) {
        return ((Schemes.Choice.Chosen) schemes.choose(demand.payload(), demand.requirements())).scheme();
    }

    private static Optional<ErrorReason> reasonOf(Check check) {
        return check instanceof Refusal refusal ? Optional.of(refusal.reason()) : Optional.empty();
    }

    private static Purpose purposeOf(String request) {
        return request.endsWith("settle") ? Purpose.SETTLE : Purpose.VERIFY;
    }
}
