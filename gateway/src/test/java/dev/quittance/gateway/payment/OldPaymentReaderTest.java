package dev.quittance.gateway.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.gateway.challenge.Challenger;
import dev.quittance.gateway.challenge.PricedRequest;
import dev.quittance.gateway.proof.SiwxChallenge;
import dev.quittance.gateway.proof.SiwxProof;
import dev.quittance.gateway.proof.SiwxSubject;
import dev.quittance.gateway.proof.SiwxVerifier;
import dev.quittance.gateway.route.Binding;
import dev.quittance.gateway.route.RequestTarget;
import dev.quittance.gateway.route.RouteTable;
import dev.quittance.gateway.route.RoutesFile;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.Keccak256;
import dev.quittance.protocol.Sha256;
import dev.quittance.protocol.challenge.ChallengeKeys;
import dev.quittance.protocol.challenge.Challenges;
import dev.quittance.protocol.challenge.FreshNonces;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.v1.PaymentPayload;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OldPaymentReaderTest {
    private static final Instant NOW = Instant.parse("2027-01-15T08:00:00Z");
    private static final String ORIGIN = "https://api.example.com";
    private static final Secp256k1 SECP256K1 = Secp256k1.create();
    private static final PrivateKey KEY = PrivateKey.generate(new SecureRandom());
    private static final Address PAYER = SECP256K1.address(KEY);
    private static final ChallengeKeys KEYS =
            ChallengeKeys.parse(List.of("k:" + Base64.getEncoder().encodeToString(new byte[32])));

    private final RouteTable routes = new RoutesFile(Registry.builtIn()).read("""
            version: "1"
            tenant: demo
            upstream: http://localhost:8400
            routes:
              - name: x
                methods: [GET]
                path: /x
                orderHeader: X-Order-Id
                accepts:
                  - {scheme: exact, network: "eip155:84532", asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e", price: "$0.001", payTo: "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720"}
                  - {scheme: exact, network: "eip155:84532", asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e", price: "$0.002", payTo: "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720"}
            """);
    private final FreshNonces nonces = new FreshNonces(KEYS, new SecureRandom());
    private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();

    @Test
    void claimsWithoutAChallenge() {
        // Given
        headers.add("X-Order-Id", "order-7");

        // When
        var fits = read(payment("1000"));

        // Then
        assertThat(fits.key()).isEqualTo(new Key.None());
        assertThat(fits.quoteHolds()).isTrue();
        assertThat(fits.claim().challengeDigest()).isEmpty();
        assertThat(fits.claim().binding()).isEqualTo(Binding.COMPAT);
        assertThat(fits.claim().x402Version()).isEqualTo(1);
        assertThat(fits.claim().order()).hasValue("order-7");
        assertThat(fits.claim().identifier()).isEmpty();
        assertThat(fits.settle().paymentRequirements()).isEqualTo(fits.claim().offer());
    }

    @Test
    void picksTheOfferThatThePaymentWasMadeFor() {
        // Given // When // Then
        assertThat(read(payment("1000")).claim().amount()).isEqualTo(1000);
        assertThat(read(payment("2000")).claim().amount()).isEqualTo(2000);
    }

    @Test
    void knowsThePayerByAFreshSignIn() {
        // Given a sign-in for this authorization
        var subject = SiwxSubject.of("demo", read(payment("1000")).claim().authorization());
        var info = new SiwxChallenge(nonces, () -> NOW)
                .extensions(ORIGIN, "/x", subject, List.of("eip155:84532"))
                .object(SiwxChallenge.NAME)
                .object("info");
        headers.add(SiwxChallenge.HEADER, PaymentHeader.encode(signed(info)));

        // When // Then
        assertThat(read(payment("1000")).key()).isEqualTo(new Key.Wallet(new SiwxProof(PAYER, NOW)));
    }

    @Test
    void refusesTwoSignIns() {
        // Given
        headers.add(SiwxChallenge.HEADER, "a").add(SiwxChallenge.HEADER, "b");

        // When // Then
        assertThat(reader().read(request(), payment("1000"), headers))
                .isInstanceOfSatisfying(
                        PaymentAttempt.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo("invalid_siwx_payload"));
    }

    private PaymentAttempt.Fits read(String header) {
        var attempt = reader().read(request(), header, headers);
        assertThat(attempt).isInstanceOf(PaymentAttempt.Fits.class);
        return (PaymentAttempt.Fits) attempt;
    }

    private OldPaymentReader reader() {
        var challenges = new Challenges(KEYS, new SecureRandom());
        var challenger = new Challenger(routes, challenges, Optional.empty(), Duration.ofMinutes(10), () -> NOW);
        return new OldPaymentReader(challenger, new SiwxVerifier(nonces, SECP256K1, () -> NOW), "demo", 16_384);
    }

    private PricedRequest request() {
        return new PricedRequest(
                "GET",
                ORIGIN,
                "api.example.com",
                RequestTarget.parse("/x"),
                Sha256.hash(new byte[0]),
                routes.routes().getFirst());
    }

    private static String payment(String value) {
        var authorization = JsonObject.builder()
                .put("from", PAYER.toString())
                .put("to", "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720")
                .put("value", value)
                .put("validAfter", "0")
                .put("validBefore", "1900000000")
                .put("nonce", "0x" + "01".repeat(32))
                .build();
        var payload = JsonObject.builder().put("authorization", authorization).build();
        return PaymentHeader.encode(new PaymentPayload("exact", "base-sepolia", payload).toJson());
    }

    /** The text of EIP-4361, written out once more. */
    private static JsonObject signed(JsonObject info) {
        String text = info.text("domain") + " wants you to sign in with your Ethereum account:\n" + PAYER + "\n\n"
                + info.text("statement") + "\n\nURI: " + info.text("uri") + "\nVersion: 1\nChain ID: 84532\nNonce: "
                + info.text("nonce") + "\nIssued At: " + info.text("issuedAt") + "\nExpiration Time: "
                + info.text("expirationTime") + "\nResources:\n- "
                + info.texts("resources").getFirst();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var digest = Keccak256.hash("\u0019Ethereum Signed Message:\n" + bytes.length + text);
        return info.toBuilder()
                .put("address", PAYER.toString())
                .put("chainId", "eip155:84532")
                .put("type", "eip191")
                .put("signature", Hex.encode(SECP256K1.sign(digest, KEY).toBytes()))
                .build();
    }
}
