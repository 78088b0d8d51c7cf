package dev.quittance.gateway.facilitator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.devstack.Chain;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.receipt.Standing;
import dev.quittance.protocol.x402.SettleResponse;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A facilitator that nobody has to trust, before a real chain: it never gets anything served or charged that is not so. */
class SettlementProofTest {
    private static final String NAME = "stranger";
    private static final String NONCE_USED = "invalid_exact_evm_nonce_already_used";

    private final Chain chain = Chain.shared();
    private final Setup setup = new Setup();
    private final OnChainPayment payment = OnChainPayment.fresh();
    private StubFacilitator stub;
    private Facilitators facilitators;

    @SuppressWarnings("NullAway") // Set before each test.
    SettlementProofTest() {}

    @BeforeEach
    void start() throws IOException {
        stub = new StubFacilitator(StubFacilitator.dead());
        setup.facilitator(NAME, stub.url(), false, false);
        facilitators = setup.chain(OnChainPayment.NETWORK, chain.rpcUrl()).build();
    }

    @AfterEach
    void stop() {
        stub.close();
        facilitators.close();
    }

    @Test
    void believesASuccessThatTheChainProves() throws Exception {
        // Given
        String transaction = payment.settle(chain);
        stub.behave(StubFacilitator.success(payment, transaction));

        // When
        var settlement = settle(Optional.empty());

        // Then the receipt can name the place of the transfer
        var receipt = chain.receipt(Bytes32.parse(transaction));
        var place = Standing.of(settled(settlement)).place().orElseThrow();
        assertThat(place.blockHash()).hasToString(receipt.get("blockHash").asText());
        assertThat(place.blockNumber())
                .isEqualTo(Long.decode(receipt.get("blockNumber").asText()));
        assertThat(place.logIndex())
                .isEqualTo(
                        Long.decode(receipt.get("logs").get(1).get("logIndex").asText()));
        assertThat(setup.lies(NAME)).isZero();
    }

    @Test
    void leavesATransactionOpenThatNobodyKnows() throws Exception {
        // Given
        stub.behave(StubFacilitator.success(payment, "0x" + "ab".repeat(32)));

        // When / Then
        assertThat(settle(Optional.empty())).isInstanceOf(Settlement.Pending.class);
    }

    @Test
    void findsALieInTheTransactionOfAnotherPayment() throws Exception {
        // Given the same amount to the same payee, by another payer
        stub.behave(StubFacilitator.success(payment, OnChainPayment.fresh().settle(chain)));

        // When / Then
        assertThat(settle(Optional.empty())).isInstanceOf(Settlement.Pending.class);
        assertThat(setup.lies(NAME)).isOne();
    }

    @Test
    void findsALieInATransferOfAnotherAmount() throws Exception {
        // Given an authorization over one unit, really settled, for an offer of a thousand
        var cheap = OnChainPayment.of(BigInteger.ONE, BigInteger.valueOf(4_000_000_000L));
        stub.behave(StubFacilitator.success(cheap, cheap.settle(chain)));

        // When
        var settlement = settle(facilitators, cheap, Optional.empty());

        // Then
        assertThat(settlement).isInstanceOf(Settlement.Pending.class);
        assertThat(setup.lies(NAME)).isOne();
    }

    @ParameterizedTest
    @CsvSource({
        "eip155:1, 1000, 0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
        "eip155:84532, 1000, 0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
        "eip155:84532, 1, ''"
    })
    void findsALieInASuccessForAnotherNetworkPayerOrAmount(String network, String amount, String payer)
            throws Exception {
        // Given
        var answer = SettleResponse.settled(payer, payment.settle(chain), network, amount);
        stub.behave(StubFacilitator.json(200, answer.toJson().toString()));

        // When / Then
        assertThat(settle(Optional.empty())).isInstanceOf(Settlement.Unavailable.class);
        assertThat(setup.lies(NAME)).isOne();
    }

    @Test
    void doesNotBelieveARefusalAfterItSettled() throws Exception {
        // Given a facilitator that takes the money and says no
        payment.settle(chain);
        stub.behave(StubFacilitator.refusal("invalid_exact_evm_transaction_failed"));

        // When
        var first = settle(Optional.empty());
        var again = settle(Optional.of(askedNow()));

        // Then nobody is told to pay again, and what was paid is found
        assertThat(first).isInstanceOf(Settlement.Pending.class);
        assertThat(setup.lies(NAME)).isOne();
        assertThat(Standing.of(settled(again)).place()).isPresent();
    }

    @Test
    void believesTheRefusalOfAnAuthorizationThatIsUnused() throws Exception {
        // Given
        stub.behave(StubFacilitator.refusal("invalid_exact_evm_insufficient_balance"));

        // When / Then
        assertThat(settle(Optional.empty())).isInstanceOf(Settlement.Refused.class);
        // Asked before, it may still be on its way.
        assertThat(settle(Optional.of(askedNow()))).isInstanceOf(Settlement.Pending.class);
    }

    @Test
    void believesARefusalOnceTheAuthorizationIsDead() throws Exception {
        // Given one whose time was over long before the finalized block
        stub.behave(StubFacilitator.refusal("invalid_exact_evm_payload_authorization_valid_before"));
        var dead = OnChainPayment.of(OnChainPayment.PRICE, BigInteger.TWO);

        // When / Then
        assertThat(settle(facilitators, dead, Optional.of(askedNow()))).isInstanceOf(Settlement.Refused.class);
    }

    @Test
    void servesNothingForAnAuthorizationThatWasUsedBeforeItWasAsked() throws Exception {
        // Given one that may have paid for something elsewhere
        payment.settle(chain);
        stub.behave(StubFacilitator.refusal(NONCE_USED));

        // When
        var first = settle(Optional.empty());
        var later = settle(Optional.of(new Asked(NAME, Instant.parse("2096-01-01T00:00:00Z"))));

        // Then
        assertThat(first).isInstanceOf(Settlement.Pending.class);
        assertThat(later).isInstanceOf(Settlement.Pending.class);
        assertThat(setup.lies(NAME)).isZero();
    }

    @Test
    void findsWhatWasPaidBehindAnErrorAndAForgetfulRefusal() throws Exception {
        // Given one that settles and then answers 500
        payment.settle(chain);
        stub.behave(StubFacilitator.json(500, "{}"));
        var broken = settle(Optional.empty());

        // When it refuses later what it does not remember
        stub.behave(StubFacilitator.refusal(NONCE_USED));
        var later = settle(Optional.of(askedNow()));

        // Then
        assertThat(broken).isInstanceOf(Settlement.Unavailable.class);
        assertThat(settled(later).payer()).hasValue(payment.payer().toString());
    }

    @Test
    void believesNothingWithoutANode() throws Exception {
        // Given
        var blind = new Setup()
                .facilitator(NAME, stub.url(), false, false)
                .chain(OnChainPayment.NETWORK, URI.create("http://localhost:1"));
        stub.behave(StubFacilitator.success(payment, payment.settle(chain)));
        try (var unable = blind.build()) {
            // When / Then
            assertThat(settle(unable, payment, Optional.empty())).isInstanceOf(Settlement.Pending.class);
            stub.behave(StubFacilitator.refusal("invalid_exact_evm_insufficient_balance"));
            assertThat(settle(unable, payment, Optional.empty())).isInstanceOf(Settlement.Pending.class);
        }
    }

    @Test
    void believesNoNodeOfAnotherChain() throws Exception {
        // Given a node of chain 84532 in the place of one of chain 8453
        var elsewhere = payment.on("eip155:8453");
        var wrong = new Setup().facilitator(NAME, stub.url(), false, false).chain("eip155:8453", chain.rpcUrl());
        stub.behave(StubFacilitator.json(
                200,
                SettleResponse.settled(payment.payer().toString(), payment.settle(chain), "eip155:8453", "1000")
                        .toJson()
                        .toString()));
        try (var misled = wrong.build()) {
            // When / Then
            assertThat(settle(misled, elsewhere, Optional.empty())).isInstanceOf(Settlement.Pending.class);
        }
    }

    private static Asked askedNow() {
        return new Asked(NAME, Instant.EPOCH.plusSeconds(1));
    }

    private Settlement settle(Optional<Asked> askedBefore) throws InterruptedException {
        return settle(facilitators, payment, askedBefore);
    }

    private static Settlement settle(Facilitators asked, OnChainPayment payment, Optional<Asked> askedBefore)
            throws InterruptedException {
        return asked.settle(payment.request(), askedBefore, _ -> {}).settlement();
    }

    private static SettleResponse settled(Settlement settlement) {
        assertThat(settlement).isInstanceOf(Settlement.Settled.class);
        return ((Settlement.Settled) settlement).response();
    }
}
