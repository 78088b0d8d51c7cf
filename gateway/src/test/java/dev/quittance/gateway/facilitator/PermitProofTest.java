package dev.quittance.gateway.facilitator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.devstack.Chain;
import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.Keccak256;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequirements;
import dev.quittance.protocol.x402.SettleResponse;
import dev.quittance.schemes.permit2.Permit2Payment;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Permits that a facilitator settles whom nobody has to trust: no log names them, so the transaction's own call has to. */
class PermitProofTest {
    private static final String NAME = "stranger";
    private static final Address PAYEE = Address.parse("0xa0Ee7A142d267C1f36714E4a8F75612F20a79720");
    private static final Secp256k1 CURVE = Secp256k1.create();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final BigInteger PRICE = BigInteger.valueOf(1_000);

    private final Chain chain = Chain.shared();
    private final Setup setup = new Setup();
    private final PrivateKey key = PrivateKey.generate(RANDOM);
    private StubFacilitator stub;
    private Facilitators facilitators;

    @SuppressWarnings("NullAway") // Set before each test.
    PermitProofTest() {}

    @BeforeEach
    void start() throws IOException {
        stub = new StubFacilitator(StubFacilitator.dead());
        setup.facilitator(NAME, stub.url(), false, false);
        facilitators = setup.chain("eip155:84532", chain.rpcUrl()).build();
        chain.mint(payer(), BigInteger.valueOf(1_000_000));
        send(
                payer(),
                chain.token(),
                "0x095ea7b3" + Chain.PERMIT2.toWord().toString().substring(2) + "f".repeat(64));
    }

    @AfterEach
    void stop() {
        stub.close();
        facilitators.close();
    }

    @Test
    void believesASuccessWhoseCallSettlesThisPermit() throws Exception {
        // Given
        FacilitatorRequest request = permit();
        stub.behave(success(settle(request)));

        // When // Then
        assertThat(settlement(request, Optional.empty())).isInstanceOf(Settlement.Settled.class);
        assertThat(setup.lies(NAME)).isZero();
    }

    @Test
    void doesNotTakeAnotherPermitsTransactionForThisOnes() throws Exception {
        // Given two permits of one payer for the same amount to the same payee, of which one is settled
        FacilitatorRequest settled = permit();
        FacilitatorRequest unsettled = permit();
        stub.behave(success(settle(settled)));

        // When // Then
        assertThat(settlement(unsettled, Optional.empty())).isInstanceOf(Settlement.Pending.class);
    }

    @Test
    void findsALieInATransactionThatMovedNothing() throws Exception {
        // Given
        FacilitatorRequest request = permit();
        stub.behave(success(send(payer(), payer(), "0x")));

        // When // Then
        assertThat(settlement(request, Optional.empty())).isInstanceOf(Settlement.Pending.class);
        assertThat(setup.lies(NAME)).isOne();
    }

    @Test
    void doesNotBelieveARefusalAfterItSettled() throws Exception {
        // Given
        FacilitatorRequest request = permit();
        settle(permit());
        settle(request);
        stub.behave(StubFacilitator.refusal("permit2_simulation_failed"));

        // When
        var first = settlement(request, Optional.empty());
        var again = settlement(request, Optional.of(new Asked(NAME, Instant.now())));

        // Then what was paid is found, among payments that look alike
        assertThat(first).isInstanceOf(Settlement.Pending.class);
        assertThat(again).isInstanceOf(Settlement.Settled.class);
    }

    @Test
    void believesTheRefusalOfAPermitThatIsUnused() throws Exception {
        // Given
        stub.behave(StubFacilitator.refusal("permit2_insufficient_balance"));

        // When // Then
        assertThat(settlement(permit(), Optional.empty())).isInstanceOf(Settlement.Refused.class);
    }

    private Settlement settlement(FacilitatorRequest request, Optional<Asked> asked) throws InterruptedException {
        return facilitators.settle(request, asked, _ -> {}).settlement();
    }

    private Address payer() {
        return CURVE.address(key);
    }

    private StubFacilitator.Behaviour success(String transaction) {
        return StubFacilitator.json(
                200,
                SettleResponse.settled(payer().toString(), transaction, "eip155:84532", PRICE.toString())
                        .toJson()
                        .toString());
    }

    private FacilitatorRequest permit() {
        JsonObject authorization = JsonObject.builder()
                .put("from", payer().toString())
                .put(
                        "permitted",
                        JsonObject.builder()
                                .put("token", chain.token().toString())
                                .put("amount", PRICE.toString())
                                .build())
                .put("spender", Chain.EXACT_PROXY.toString())
                .put("nonce", new BigInteger(256, RANDOM).toString())
                .put("deadline", "4000000000")
                .put(
                        "witness",
                        JsonObject.builder()
                                .put("to", PAYEE.toString())
                                .put("validAfter", "0")
                                .build())
                .build();
        var offer = new PaymentRequirements(
                "exact",
                "eip155:84532",
                PRICE,
                chain.token().toString(),
                PAYEE.toString(),
                300,
                JsonObject.parse("{\"assetTransferMethod\":\"permit2\"}"));
        Bytes32 digest = stated(request(offer, authorization, "0x00")).digest();
        return request(offer, authorization, Hex.encode(CURVE.sign(digest, key).toBytes()));
    }

    private static FacilitatorRequest request(PaymentRequirements offer, JsonObject authorization, String signature) {
        JsonObject payload = JsonObject.builder()
                .put("permit2Authorization", authorization)
                .put("signature", signature)
                .build();
        return new FacilitatorRequest(new PaymentPayload(Optional.empty(), offer, payload, JsonObject.EMPTY), offer);
    }

    private static Permit2Payment stated(FacilitatorRequest request) {
        return (Permit2Payment)
                new StatedPayments(Registry.builtIn()).paying(request).orElseThrow();
    }

    /** Puts the transfer on chain, as a facilitator would; the transaction's hash. */
    private String settle(FacilitatorRequest request) {
        var call = stated(request).settlement().calls().getFirst();
        byte[] sender = Keccak256.hash("sender").toByteArray();
        return send(
                Address.fromWord(new Bytes32(sender)), call.to(), call.data().hex());
    }

    private String send(Address from, Address to, String data) {
        chain.setEtherBalance(from, BigInteger.TEN.pow(18));
        chain.rpc("anvil_impersonateAccount", from.toString());
        String hash = chain.rpc(
                        "eth_sendTransaction",
                        Map.of("from", from.toString(), "to", to.toString(), "data", data, "gas", "0x493e0"))
                .asText();
        chain.receipt(Bytes32.parse(hash));
        return hash;
    }
}
