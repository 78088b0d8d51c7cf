package dev.quittance.facilitator.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Keccak256;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.schemes.Schemes;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PaymentTest {
    private static final Address PAYER = Address.parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
    private static final List<EventType> TYPES = List.of(EventType.values());
    private static final int WALKS = 20_000;
    private static final int STEPS_MAX = 60;

    private static final PaymentEvent.Reserved RESERVED = new PaymentEvent.Reserved(new PaymentTerms(
            new UUID(1, 2),
            "merchant",
            Schemes.FIRST,
            new AuthorizationKey(84532, PAYER, PAYER, Keccak256.hash("nonce")),
            PAYER,
            BigInteger.TEN,
            Keccak256.hash("digest"),
            BigInteger.ONE,
            Optional.empty()));

    @Test
    void keepsItsPromisesOnRandomWalks() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        for (int walk = 0; walk < WALKS; walk++) {
            walk(random);
        }
    }

    private static void walk(Random random) {
        var log = new ArrayList<PaymentEvent>(List.of(RESERVED));
        Payment payment = Payment.begin(RESERVED);
        for (int step = 0; step < STEPS_MAX; step++) {
            PaymentEvent event = any(random);
            Optional<Payment> next = payment.after(event);
            if (next.isEmpty()) {
                continue;
            }
            assertKept(payment, next.get());
            payment = next.get();
            log.add(event);
        }
        assertThat(Payment.replay(log)).isEqualTo(payment);
        assertThat(log).hasSize(payment.version());
    }

    private static void assertKept(Payment before, Payment after) {
        assertThat(after.version()).isEqualTo(before.version() + 1);
        assertThat(after.terms()).isEqualTo(before.terms());
        before.answer().ifPresent(answer -> assertThat(after.answer()).hasValue(answer));
        switch (after.state()) {
            case INCLUDED, SAFE, FINALIZED -> assertThat(after.inclusion()).isPresent();
            case REORGED -> assertThat(after.inclusion()).isEmpty();
            case FAILED -> assertThat(after.answer().orElseThrow().success()).isFalse();
            case LOST -> assertThat(after.answer().orElseThrow().success()).isTrue();
            case RESERVED, SUBMITTING, BROADCAST, REJECTED, BLOCKED -> {}
            case NEW -> throw new AssertionError("no payment is ever new again");
        }
        assertThat(before.state())
                .isNotIn(
                        PaymentState.FINALIZED,
                        PaymentState.FAILED,
                        PaymentState.LOST,
                        PaymentState.REJECTED,
                        PaymentState.BLOCKED);
    }

    @Test
    void isLostAndNotFailedOnceItWasAnsweredAsSettled() {
        // Given
        Payment reorged = Payment.replay(List.of(
                RESERVED,
                new PaymentEvent.Submitted(),
                included("a"),
                new PaymentEvent.Reorged(),
                new PaymentEvent.Submitted()));
        // When
        PaymentEvent event = reorged.impossible("invalid_exact_evm_transaction_failed", Optional.empty());
        // Then
        assertThat(event).isInstanceOf(PaymentEvent.Lost.class);
        assertThat(reorged.after(new PaymentEvent.Failed("any", Optional.empty())))
                .isEmpty();
        assertThat(reorged.after(event).orElseThrow().state()).isEqualTo(PaymentState.LOST);
    }

    @Test
    void keepsTheFirstAnswerWhenTheTransferIsIncludedAnew() {
        // Given
        Payment first = Payment.replay(List.of(RESERVED, new PaymentEvent.Submitted(), included("a")));
        // When
        Payment again = first.after(new PaymentEvent.Reorged())
                .flatMap(p -> p.after(new PaymentEvent.Submitted()))
                .flatMap(p -> p.after(included("b")))
                .orElseThrow();
        // Then
        assertThat(again.answer()).isEqualTo(first.answer());
        assertThat(again.inclusion()).isNotEqualTo(first.inclusion());
    }

    @Test
    void storesEventsSoThatTheyReadTheSame() {
        var random = new Random(7);
        for (int i = 0; i < 1000; i++) {
            PaymentEvent event = any(random);
            String stored = EventData.write(event).toString();
            assertThat(EventData.read(event.type().stored(), JsonObject.parse(stored)))
                    .isEqualTo(event);
        }
    }

    static PaymentEvent any(Random random) {
        Bytes32 hash = Keccak256.hash("transaction " + random.nextInt(5));
        return switch (TYPES.get(random.nextInt(TYPES.size()))) {
            case RESERVED -> RESERVED;
            case SUBMITTED -> new PaymentEvent.Submitted();
            case BROADCAST -> new PaymentEvent.Broadcast(new UUID(3, 4), hash);
            case INCLUDED -> included("block " + random.nextInt(5));
            case SAFE -> new PaymentEvent.Safe();
            case FINALIZED -> new PaymentEvent.Finalized();
            case REORGED -> new PaymentEvent.Reorged();
            case REJECTED -> new PaymentEvent.Rejected("invalid_payload");
            case BLOCKED -> new PaymentEvent.Blocked("invalid_payload");
            case FAILED ->
                new PaymentEvent.Failed(
                        "invalid_exact_evm_transaction_failed",
                        random.nextBoolean() ? Optional.of(hash) : Optional.empty());
            case LOST -> new PaymentEvent.Lost("invalid_exact_evm_transaction_failed");
        };
    }

    private static PaymentEvent included(String block) {
        return new PaymentEvent.Included(
                Optional.of(new UUID(3, 4)),
                new Inclusion(Keccak256.hash("transaction"), BigInteger.TEN, Keccak256.hash(block), 5));
    }
}
