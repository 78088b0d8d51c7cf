package dev.quittance.schemes.exact.eip3009;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.abi.Multicall3.Result;
import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.Keccak256;
import dev.quittance.protocol.eip712.Eip712Domain;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequirements;
import dev.quittance.schemes.payment.Check;
import dev.quittance.schemes.payment.Demand;
import dev.quittance.schemes.payment.Demand.Purpose;
import dev.quittance.schemes.payment.Question;
import dev.quittance.schemes.payment.Refusal;
import dev.quittance.schemes.payment.View;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class Eip3009SchemeTest {
    private static final long NOW = 1_795_000_000L;
    private static final Address PAYEE = Address.parse("0xa0Ee7A142d267C1f36714E4a8F75612F20a79720");
    private static final Address STRANGER = Address.parse("0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f");
    private static final Address USDC = Address.parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e");
    private static final BigInteger ORDER =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    private static final Secp256k1 SECP256K1 = Secp256k1.create();
    private static final PrivateKey PAYER_KEY = PrivateKey.generate(new SecureRandom());

    private final Eip3009Scheme scheme = new Eip3009Scheme(Registry.builtIn(), SECP256K1);

    @AfterAll
    static void closeKey() {
        PAYER_KEY.close();
    }

    @Test
    void passesAPaymentThatKeepsEveryRule() {
        // When
        Check check = check(payment(UnaryOperator.identity()), requirements(), NOW);

        // Then
        assertThat(check).isInstanceOfSatisfying(Check.Ask.class, ask -> {
            assertThat(ask.question().payer()).isEqualTo(payer());
            assertThat(ask.question().payment().asset().symbol()).isEqualTo("USDC");
            assertThat(ask.question().runsCode()).isFalse();
        });
    }

    @ParameterizedTest(name = "{0} -> {2}")
    @MethodSource("requirementFaults")
    void refusesRequirementsWithTheirOwnReason(
            String fault, UnaryOperator<JsonObject.Builder> change, ErrorReason reason) {
        // Given
        var changed = PaymentRequirements.fromJson(
                change.apply(requirements().toJson().toBuilder()).build());

        // When
        Check check = check(payment(UnaryOperator.identity()), changed, NOW);

        // Then
        assertThat(check)
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    static Stream<Arguments> requirementFaults() {
        return Stream.of(
                fault("scheme", r -> r.put("scheme", "upto"), ErrorReason.INVALID_EXACT_EVM_SCHEME),
                fault("nothing", r -> r.put("amount", "0"), ErrorReason.INVALID_PAYMENT_REQUIREMENTS),
                fault(
                        "no domain",
                        r -> r.put("extra", JsonObject.EMPTY),
                        ErrorReason.INVALID_EXACT_EVM_MISSING_EIP712_DOMAIN),
                fault(
                        "wrong name",
                        r -> r.put("extra", extra("USD Coin", "2")),
                        ErrorReason.INVALID_EXACT_EVM_TOKEN_NAME_MISMATCH),
                fault(
                        "wrong version",
                        r -> r.put("extra", extra("USDC", "1")),
                        ErrorReason.INVALID_EXACT_EVM_TOKEN_VERSION_MISMATCH),
                fault("unknown network", r -> r.put("network", "eip155:999"), ErrorReason.INVALID_NETWORK),
                fault("network alias", r -> r.put("network", "base-sepolia"), ErrorReason.INVALID_NETWORK),
                fault("network in hex", r -> r.put("network", "eip155:0x14a34"), ErrorReason.INVALID_NETWORK),
                fault("unknown asset", r -> r.put("asset", PAYEE.toString()), ErrorReason.INVALID_PAYMENT_REQUIREMENTS),
                fault("asset no address", r -> r.put("asset", "USDC"), ErrorReason.INVALID_PAYMENT_REQUIREMENTS),
                fault("payee no address", r -> r.put("payTo", "nobody"), ErrorReason.INVALID_PAYMENT_REQUIREMENTS),
                fault(
                        "other payee",
                        r -> r.put("payTo", STRANGER.toString()),
                        ErrorReason.INVALID_EXACT_EVM_RECIPIENT_MISMATCH),
                fault(
                        "higher amount",
                        r -> r.put("amount", "1001"),
                        ErrorReason.INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALUE_MISMATCH),
                fault(
                        "lower amount",
                        r -> r.put("amount", "999"),
                        ErrorReason.INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALUE_MISMATCH));
    }

    @ParameterizedTest(name = "{0} -> {2}")
    @MethodSource("payloadFaults")
    void refusesMalformedPayloadsWithTheirOwnReason(
            String fault, UnaryOperator<JsonObject.Builder> change, ErrorReason reason) {
        // Given
        PaymentPayload good = payment(UnaryOperator.identity());
        var changed = new PaymentPayload(
                good.resource(),
                good.accepted(),
                change.apply(good.payload().toBuilder()).build(),
                good.extensions());

        // When
        Check check = check(changed, requirements(), NOW);

        // Then
        assertThat(check)
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    static Stream<Arguments> payloadFaults() {
        return Stream.of(
                fault("no authorization", p -> p.put("authorization", "x"), ErrorReason.INVALID_PAYLOAD),
                fault(
                        "signature not hex",
                        p -> p.put("signature", "0xzz"),
                        ErrorReason.INVALID_EXACT_EVM_FAILED_TO_PARSE_SIGNATURE),
                fault(
                        "signature empty",
                        p -> p.put("signature", "0x"),
                        ErrorReason.INVALID_EXACT_EVM_FAILED_TO_PARSE_SIGNATURE),
                fault(
                        "signature endless",
                        p -> p.put("signature", Hex.encode(new byte[5_000])),
                        ErrorReason.INVALID_EXACT_EVM_FAILED_TO_PARSE_SIGNATURE),
                fault(
                        "signature a number",
                        p -> p.put("signature", 1),
                        ErrorReason.INVALID_EXACT_EVM_FAILED_TO_PARSE_SIGNATURE));
    }

    @Test
    void refusesAPayloadForAnotherNetworkOrScheme() {
        // Given
        PaymentPayload good = payment(UnaryOperator.identity());

        // When // Then
        assertThat(reason(check(accepting(good, "exact", "eip155:8453"), requirements(), NOW)))
                .contains(ErrorReason.INVALID_EXACT_EVM_NETWORK_MISMATCH);
        assertThat(reason(check(accepting(good, "upto", "eip155:84532"), requirements(), NOW)))
                .contains(ErrorReason.INVALID_EXACT_EVM_SCHEME);
    }

    @Test
    void judgesTheWindowByChainTime() {
        // Given
        PaymentPayload payload = payment(UnaryOperator.identity());

        // When // Then
        assertThat(check(payload, requirements(), NOW + 294)).isInstanceOf(Check.Ask.class);
        assertThat(reason(check(payload, requirements(), NOW + 295)))
                .contains(ErrorReason.INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALID_BEFORE);
        assertThat(check(payload, requirements(), NOW - 600)).isInstanceOf(Check.Ask.class);
    }

    @Test
    void leavesItToTheChainThatAnAuthorizationIsNotValidYet() {
        // Given
        PaymentPayload payload = payment(UnaryOperator.identity());

        // When
        Check check = check(payload, requirements(), NOW - 601);

        // Then
        Question question = ((Check.Ask) check).question();
        assertThat(judged(question, NOW - 601))
                .hasValue(ErrorReason.INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALID_AFTER);
        assertThat(judged(question, NOW - 600)).isEmpty();
    }

    @Test
    void leavesASignatureThatIsNotThePayersToThePayersContract() {
        // Given
        PaymentPayload tampered = payment(
                authorization -> authorization.toBuilder().put("value", "999").build());

        // When
        Check check = check(tampered, requirements(), NOW);

        // Then
        assertThat(asksCode(check)).isTrue();
    }

    @Test
    void acceptsOnlyTheLowSAndTheFullLengthFromAKey() {
        // Given
        PaymentPayload good = payment(UnaryOperator.identity());
        byte[] signature = Hex.decode(good.payload().text("signature"));
        byte[] compact = java.util.Arrays.copyOf(signature, 64);

        // When // Then
        assertThat(reason(check(withSignature(good, highS(signature)), requirements(), NOW)))
                .hasValue(ErrorReason.INVALID_EXACT_EVM_SIGNATURE);
        assertThat(asksCode(check(withSignature(good, compact), requirements(), NOW)))
                .isTrue();
        assertThat(reason(check(withSignature(good, new byte[65]), requirements(), NOW)))
                .hasValue(ErrorReason.INVALID_EXACT_EVM_SIGNATURE);
    }

    @Test
    void printsPaymentsWithoutTheirSignature() {
        // Given
        PaymentPayload payload = payment(UnaryOperator.identity());

        // When
        String printed = check(payload, requirements(), NOW).toString();

        // Then
        assertThat(printed).doesNotContain(payload.payload().text("signature").substring(2));
    }

    private static Arguments fault(String name, UnaryOperator<JsonObject.Builder> change, ErrorReason reason) {
        return Arguments.of(name, change, reason);
    }

    private Check check(PaymentPayload payload, PaymentRequirements requirements, long chainTime) {
        return scheme.check(new Demand(payload, requirements, Purpose.VERIFY), chainTime);
    }

    /** Judged by a chain that has nothing else against it. */
    private Optional<ErrorReason> judged(Question question, long chainTime) {
        var balance =
                new Result(true, Bytes.of(Bytes32.of(BigInteger.valueOf(1_000)).toByteArray()));
        var unused = new Result(true, Bytes.of(new byte[32]));
        var view =
                new View(BigInteger.ONE, chainTime, List.of(balance, unused), List.of(new Result(true, Bytes.EMPTY)));
        var demand = new Demand(payment(UnaryOperator.identity()), requirements(), Purpose.SETTLE);
        return scheme.judge(demand, question, view) instanceof Refusal refusal
                ? Optional.of(refusal.reason())
                : Optional.empty();
    }

    private static boolean asksCode(Check check) {
        return check instanceof Check.Ask ask && ask.question().runsCode();
    }

    private static Optional<ErrorReason> reason(Check check) {
        return check instanceof Refusal refused ? Optional.of(refused.reason()) : Optional.empty();
    }

    private static PaymentRequirements requirements() {
        return new PaymentRequirements(
                "exact",
                "eip155:84532",
                BigInteger.valueOf(1_000),
                USDC.toString(),
                PAYEE.toString(),
                300,
                extra("USDC", "2"));
    }

    private static JsonObject extra(String name, String version) {
        return JsonObject.builder().put("name", name).put("version", version).build();
    }

    private static Address payer() {
        return SECP256K1.address(PAYER_KEY);
    }

    /** A signed payment whose authorization is changed after it was signed. */
    private static PaymentPayload payment(UnaryOperator<JsonObject> tamper) {
        var authorization = new TransferAuthorization(
                payer(),
                PAYEE,
                BigInteger.valueOf(1_000),
                BigInteger.valueOf(NOW - 600),
                BigInteger.valueOf(NOW + 300),
                Keccak256.hash("nonce"));
        var domain = new Eip712Domain("USDC", "2", 84532, USDC);
        byte[] signature =
                SECP256K1.sign(authorization.digest(domain), PAYER_KEY).toBytes();
        return new PaymentPayload(
                Optional.empty(),
                requirements(),
                JsonObject.builder()
                        .put("authorization", tamper.apply(authorization.toJson()))
                        .put("signature", Hex.encode(signature))
                        .build(),
                JsonObject.EMPTY);
    }

    private static PaymentPayload withSignature(PaymentPayload payment, byte[] signature) {
        return new PaymentPayload(
                payment.resource(),
                payment.accepted(),
                payment.payload().toBuilder()
                        .put("signature", Hex.encode(signature))
                        .build(),
                payment.extensions());
    }

    private static PaymentPayload accepting(PaymentPayload payment, String scheme, String network) {
        var accepted = PaymentRequirements.fromJson(payment.accepted().toJson().toBuilder()
                .put("scheme", scheme)
                .put("network", network)
                .build());
        return new PaymentPayload(payment.resource(), accepted, payment.payload(), payment.extensions());
    }

    private static byte[] highS(byte[] signature) {
        byte[] high = signature.clone();
        var s = new Bytes32(java.util.Arrays.copyOfRange(signature, 32, 64));
        System.arraycopy(Bytes32.of(ORDER.subtract(s.toUnsigned())).toByteArray(), 0, high, 32, 32);
        high[64] = (byte) (high[64] == 27 ? 28 : 27);
        return high;
    }
}
