package dev.quittance.facilitator.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.rpc.EvmNode;
import dev.quittance.evm.rpc.JsonRpc;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.facilitator.coalesce.Coalescer;
import dev.quittance.facilitator.stack.Await;
import dev.quittance.facilitator.stack.CountingNode;
import dev.quittance.facilitator.stack.FacilitatorStack;
import dev.quittance.facilitator.stack.Offer;
import dev.quittance.facilitator.stack.OnChain;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequirements;
import dev.quittance.schemes.exact.eip3009.Eip3009Payment;
import dev.quittance.schemes.exact.eip3009.Eip3009Scheme;
import dev.quittance.schemes.payment.Check;
import dev.quittance.schemes.payment.Demand;
import dev.quittance.schemes.payment.Demand.Purpose;
import dev.quittance.schemes.payment.Question;
import dev.quittance.schemes.payment.View;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChainReaderTest {
    private static final Registry REGISTRY = Registry.builtIn();
    private static final Eip3009Scheme SCHEME = new Eip3009Scheme(REGISTRY, Secp256k1.create());
    private static final Duration LONG = Duration.ofSeconds(30);
    /** {@code JUMPDEST PUSH1 0 JUMP}: runs until its gas is gone. */
    private static final String ENDLESS = "0x5b600056";

    private final CountingNode node = CountingNode.start();
    private final ChainReader reader = new ChainReader(
            new EvmNode(new JsonRpc(JsonRpc.httpClient(LONG), node.url(), new JsonRpc.Limits(LONG, 1 << 20, 1))),
            REGISTRY.chain(84532).orElseThrow(),
            new Coalescer.Limits(128, 256, LONG),
            16);

    ChainReaderTest() throws Exception {}

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void asksOnceForOnePayment() {
        // When
        View facts = reader.read(question(Offer.good()));
        // Then
        assertThat(facts.settles()).isTrue();
        assertThat(new BigInteger(facts.facts().getFirst().returnData().toByteArray()))
                .isEqualTo(BigInteger.valueOf(1_000_000));
        assertThat(node.requests()).isEqualTo(1);
    }

    @Test
    void asksTwiceForSixtyFourPaymentsOfOneMoment() throws Exception {
        // Given
        var offers = Stream.generate(Offer::good).limit(64).toList();
        // When
        List<View> facts = readTogether(offers);
        // Then
        assertThat(facts).allMatch(View::settles);
        assertThat(node.requests()).isEqualTo(2);
    }

    @Test
    void refusesNoPaymentBecauseAnotherOfItsPayerStandsBeforeIt() throws Exception {
        // Given one balance and two authorizations that take all of it
        var first = Offer.unfunded();
        var second = first.again();
        FacilitatorStack.chain().mint(first.payer(), Offer.AMOUNT);
        // When
        List<View> facts = readTogether(List.of(Offer.good(), first, second));
        // Then
        assertThat(facts).allMatch(View::settles);
    }

    @Test
    void refusesNoPaymentBecauseAnotherPayersCodeUsesUpTheGas() throws Exception {
        // Given
        var greedy = Offer.good();
        FacilitatorStack.chain().rpc("anvil_setCode", greedy.payer().toString(), ENDLESS);
        // When
        List<View> facts =
                readTogether(List.of(Offer.good(), Offer.good(), greedy, Offer.good(), Offer.good(), Offer.good()));
        // Then
        assertThat(facts.stream().map(View::settles)).containsExactly(true, true, false, true, true, true);
    }

    @Test
    void seesWhichAuthorizationsAPayerHasUsed() {
        // Given
        var used = Offer.good();
        var open = used.again();
        OnChain.transfer(used);
        // When
        PayerFacts facts = reader.readPayer(
                FacilitatorStack.chain().token(),
                used.payer(),
                Optional.empty(),
                Map.of(
                        used.authorization().nonce(),
                        payment(used).spent(),
                        open.authorization().nonce(),
                        payment(open).spent()));
        // Then
        assertThat(facts.used()).containsExactly(used.authorization().nonce());
        assertThat(facts.balance()).isEqualTo(BigInteger.valueOf(999_000));
    }

    /** Reads all, the first alone and the others in one batch. */
    private List<View> readTogether(List<Offer> offers) throws Exception {
        node.hold();
        var answers = new ArrayList<CompletableFuture<View>>();
        for (Offer offer : offers) {
            var answer = new CompletableFuture<View>();
            Thread asker = Thread.ofPlatform().daemon().start(() -> {
                try {
                    answer.complete(reader.read(question(offer)));
                } catch (RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            });
            Await.untilTrue("an asker that waits", () -> asker.getState() == Thread.State.TIMED_WAITING);
            Await.untilTrue("the first request", () -> node.requests() == 1);
            answers.add(answer);
        }
        node.letGo();
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private static Question question(Offer offer) {
        Check check = SCHEME.check(new Demand(payload(offer), requirements(offer), Purpose.VERIFY), 1);
        return ((Check.Ask) check).question();
    }

    private static PaymentRequirements requirements(Offer offer) {
        return PaymentRequirements.fromJson(offer.requirements());
    }

    private static PaymentPayload payload(Offer offer) {
        return new PaymentPayload(Optional.empty(), requirements(offer), offer.payload(), JsonObject.EMPTY);
    }

    private static Eip3009Payment payment(Offer offer) {
        var asset = REGISTRY.asset(84532, FacilitatorStack.chain().token()).orElseThrow();
        return new Eip3009Payment(asset, offer.authorization(), Bytes.parse(offer.signature()));
    }
}
