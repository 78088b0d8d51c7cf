package dev.quittance.facilitator.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.events.Event;
import dev.quittance.facilitator.payment.Answer;
import dev.quittance.facilitator.payment.AuthorizationKey;
import dev.quittance.facilitator.payment.Payment;
import dev.quittance.facilitator.payment.PaymentEvent;
import dev.quittance.facilitator.payment.PaymentStore.Locked;
import dev.quittance.facilitator.payment.PaymentTerms;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Keccak256;
import dev.quittance.protocol.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Outcomes under a simulated clock: delayed, doubled, in any order, and some of them impossible. */
class ProgressTest {
    private static final int PAYMENTS = 3_000;
    private static final int OUTCOMES_MAX = 12;
    private static final int DELAY_MAX = 1_000;
    private static final Address SOMEBODY = Address.parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
    private static final PaymentEvent.Reserved RESERVED = new PaymentEvent.Reserved(new PaymentTerms(
            new UUID(1, 2),
            "merchant",
            new AuthorizationKey(84532, SOMEBODY, SOMEBODY, Keccak256.hash("nonce")),
            SOMEBODY,
            BigInteger.TEN,
            Keccak256.hash("digest"),
            BigInteger.ONE,
            Optional.empty()));
    private static final List<String> KINDS =
            List.of("broadcast", "included", "safe", "finalized", "reorged", "failed");

    private record Delivery(long time, Event event) {}

    @Test
    void comesToTheSameEndInWhateverOrderOutcomesArrive() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        for (int i = 0; i < PAYMENTS; i++) {
            List<Event> outcomes = outcomes(random);
            assertThat(arrived(outcomes, random)).isEqualTo(inOrder(outcomes));
        }
    }

    private static Payment inOrder(List<Event> outcomes) {
        var progress = new Progress(new Locked(submitted(), 0), Map.of());
        outcomes.forEach(progress::take);
        return progress.payment();
    }

    /** Delivers each outcome at a random time, some twice, and stores and loads the payment in between. */
    private static Payment arrived(List<Event> outcomes, Random random) {
        var clock = new PriorityQueue<>(Comparator.comparingLong(Delivery::time));
        for (Event outcome : outcomes) {
            clock.add(new Delivery(random.nextInt(DELAY_MAX), outcome));
            if (random.nextInt(4) == 0) {
                clock.add(new Delivery(random.nextInt(DELAY_MAX), outcome));
            }
        }
        var log = new ArrayList<PaymentEvent>(List.of(RESERVED, new PaymentEvent.Submitted()));
        var progress = new Progress(new Locked(submitted(), 0), Map.of());
        for (Delivery next = clock.poll(); next != null; next = clock.poll()) {
            Optional<Answer> told = progress.payment().answer();
            progress.take(next.event());
            told.ifPresent(answer -> assertThat(progress.payment().answer()).hasValue(answer));
        }
        log.addAll(progress.move().events());
        assertThat(progress.waiting()).isEmpty();
        assertThat(progress.move().outcomeSequence()).isEqualTo(outcomes.size());
        assertThat(Payment.replay(log)).isEqualTo(progress.payment());
        return progress.payment();
    }

    private static Payment submitted() {
        return Payment.replay(List.of(RESERVED, new PaymentEvent.Submitted()));
    }

    private static List<Event> outcomes(Random random) {
        var outcomes = new ArrayList<Event>();
        int count = 1 + random.nextInt(OUTCOMES_MAX);
        for (int i = 1; i <= count; i++) {
            outcomes.add(outcome(KINDS.get(random.nextInt(KINDS.size())), i, random));
        }
        return outcomes;
    }

    private static Event outcome(String kind, int sequence, Random random) {
        int block = random.nextInt(2);
        var data = JsonObject.builder()
                .put("paymentId", RESERVED.terms().id().toString())
                .put("attemptId", new UUID(3, 4).toString())
                .put("transaction", Keccak256.hash("transaction").toString())
                .put("blockNumber", Integer.toString(block))
                .put("blockHash", Keccak256.hash("block " + block).toString())
                .put("logIndex", "3")
                .put("reason", "invalid_exact_evm_transaction_failed")
                .build();
        return new Event(
                UUID.nameUUIDFromBytes((kind + sequence).getBytes(StandardCharsets.UTF_8)),
                "/settlement-worker",
                "quittance.settlement." + kind,
                RESERVED.terms().id().toString(),
                sequence,
                Instant.EPOCH,
                Optional.empty(),
                data.toString());
    }
}
