package dev.quittance.facilitator.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.rpc.EvmNode;
import dev.quittance.evm.rpc.JsonRpc;
import dev.quittance.facilitator.coalesce.Coalescer;
import dev.quittance.facilitator.stack.Await;
import dev.quittance.facilitator.stack.CountingNode;
import dev.quittance.facilitator.stack.FacilitatorStack;
import dev.quittance.facilitator.stack.Offer;
import dev.quittance.facilitator.stack.OnChain;
import dev.quittance.protocol.Hex;
import dev.quittance.schemes.exact.ExactPayment;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChainReaderTest {
    private static final Registry REGISTRY = Registry.builtIn();
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
        ChainFacts facts = reader.read(payment(Offer.good()), true);
        // Then
        assertThat(facts.transfers()).isTrue();
        assertThat(facts.balance()).hasValue(BigInteger.valueOf(1_000_000));
        assertThat(node.requests()).isEqualTo(1);
    }

    @Test
    void asksTwiceForSixtyFourPaymentsOfOneMoment() throws Exception {
        // Given
        var offers = Stream.generate(Offer::good).limit(64).toList();
        // When
        List<ChainFacts> facts = readTogether(offers);
        // Then
        assertThat(facts).allMatch(ChainFacts::transfers);
        assertThat(node.requests()).isEqualTo(2);
    }

    @Test
    void refusesNoPaymentBecauseAnotherOfItsPayerStandsBeforeIt() throws Exception {
        // Given one balance and two authorizations that take all of it
        var first = Offer.unfunded();
        var second = first.again();
        FacilitatorStack.chain().mint(first.payer(), Offer.AMOUNT);
        // When
        List<ChainFacts> facts = readTogether(List.of(Offer.good(), first, second));
        // Then
        assertThat(facts).allMatch(ChainFacts::transfers);
    }

    @Test
    void refusesNoPaymentBecauseAnotherPayersCodeUsesUpTheGas() throws Exception {
        // Given
        var greedy = Offer.good();
        FacilitatorStack.chain().rpc("anvil_setCode", greedy.payer().toString(), ENDLESS);
        // When
        List<ChainFacts> facts =
                readTogether(List.of(Offer.good(), Offer.good(), greedy, Offer.good(), Offer.good(), Offer.good()));
        // Then
        assertThat(facts.stream().map(ChainFacts::transfers)).containsExactly(true, true, false, true, true, true);
        assertThat(facts).noneMatch(ChainFacts::isUnclear);
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
                List.of(used.authorization().nonce(), open.authorization().nonce()));
        // Then
        assertThat(facts.used()).containsExactly(used.authorization().nonce());
        assertThat(facts.balance()).isEqualTo(BigInteger.valueOf(999_000));
    }

    /** Reads all, the first alone and the others in one batch. */
    private List<ChainFacts> readTogether(List<Offer> offers) throws Exception {
        node.hold();
        var answers = new ArrayList<CompletableFuture<ChainFacts>>();
        for (Offer offer : offers) {
            var answer = new CompletableFuture<ChainFacts>();
            Thread asker = Thread.ofPlatform().daemon().start(() -> {
                try {
                    answer.complete(reader.read(payment(offer), true));
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

    private static ExactPayment payment(Offer offer) {
        var asset = REGISTRY.asset(84532, FacilitatorStack.chain().token()).orElseThrow();
        return new ExactPayment(asset, offer.authorization(), Hex.decode(offer.signature()));
    }
}
