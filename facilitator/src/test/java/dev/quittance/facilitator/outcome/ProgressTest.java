package dev.quittance.facilitator.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.events.Event;
import dev.quittance.facilitator.payment.Answer;
import dev.quittance.facilitator.payment.AuthorizationKey;
import dev.quittance.facilitator.payment.Payment;
import dev.quittance.facilitator.payment.PaymentEvent;
import dev.quittance.facilitator.payment.PaymentState;
import dev.quittance.facilitator.payment.PaymentStore.Locked;
import dev.quittance.facilitator.payment.PaymentTerms;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Keccak256;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.schemes.Schemes;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
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
    private static final int STEPS_MIN = 1_000_000;
    private static final int OUTCOMES_MAX = 12;
    private static final int DELAY_MAX = 1_000;
    private static final Address SOMEBODY = Address.parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
    private static final PaymentEvent.Reserved RESERVED = new PaymentEvent.Reserved(new PaymentTerms(
            new UUID(1, 2),
            "merchant",
            Schemes.FIRST,
            new AuthorizationKey(84532, SOMEBODY, SOMEBODY, Keccak256.hash("nonce")),
            SOMEBODY,
            BigInteger.TEN,
            Keccak256.hash("digest"),
            BigInteger.ONE,
            Optional.empty()));
    private static final List<String> KINDS =
            List.of("broadcast", "included", "safe", "finalized", "reorged", "failed");

    private static final Map<String, List<String>> FOLLOWERS = Map.of(
            "", List.of("broadcast", "included", "failed"),
            "broadcast", List.of("broadcast", "included", "included", "failed"),
            "included", List.of("safe", "reorged"),
            "safe", List.of("finalized", "reorged"),
            "reorged", List.of("broadcast", "broadcast", "included", "failed"));

    private record Delivery(long time, Event event) {}

    private record Key(String kind, int sequence, int block) {}

    private final Map<Key, Event> made = new HashMap<>();
    private int steps;

    @Test
    void comesToTheSameEndInWhateverOrderOutcomesArrive() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        while (steps < STEPS_MIN) {
            List<Event> outcomes = outcomes(random);
            assertThat(arrived(outcomes, random)).isEqualTo(inOrder(outcomes));
        }
    }

    @Test
    void comesToTheSameEndWhenOutcomesAreLost() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        for (int i = 0; i < PAYMENTS; i++) {
            List<Event> outcomes = history(random);
            List<Event> arrived = new ArrayList<>(outcomes.subList(0, outcomes.size() - 1));
            arrived.removeIf(_ -> random.nextInt(3) == 0);
            arrived.add(outcomes.getLast());
            var progress = new Progress(new Locked(submitted(), 0), Map.of());

            arrived.forEach(progress::take);
            while (!progress.waiting().isEmpty()) {
                progress.passGap();
            }

            Payment whole = inOrder(outcomes);
            assertThat(progress.faults()).isEmpty();
            assertThat(progress.move().outcomeSequence()).isEqualTo(outcomes.size());
            assertThat(progress.payment().inclusion()).isEqualTo(whole.inclusion());
            assertThat(settledOrEnded(progress.payment())).isEqualTo(settledOrEnded(whole));
        }
    }

    /**
     * Whether a payment that died counts as lost depends on what its callers were told, and so on what arrived; and of a proof
     * that was never heard of, its end leaves the payment as open as it was.
     */
    private static PaymentState settledOrEnded(Payment payment) {
        return switch (payment.state()) {
            case LOST -> PaymentState.FAILED;
            case SUBMITTING -> PaymentState.BROADCAST;
            case NEW, RESERVED, BROADCAST, INCLUDED, SAFE, FINALIZED, REORGED, REJECTED, BLOCKED, FAILED ->
                payment.state();
        };
    }

    /** What a worker can report of one payment, in order. */
    private List<Event> history(Random random) {
        var outcomes = new ArrayList<Event>();
        int last = 1 + random.nextInt(OUTCOMES_MAX);
        int block = 0;
        String kind = "";
        while (outcomes.size() < last && !kind.equals("failed") && !kind.equals("finalized")) {
            List<String> next = FOLLOWERS.getOrDefault(kind, List.of());
            kind = next.get(random.nextInt(next.size()));
            block += kind.equals("included") ? 1 : 0;
            outcomes.add(outcome(kind, outcomes.size() + 1, block));
        }
        return outcomes;
    }

    private static Payment inOrder(List<Event> outcomes) {
        var progress = new Progress(new Locked(submitted(), 0), Map.of());
        outcomes.forEach(progress::take);
        return progress.payment();
    }

    /** Delivers each outcome at a random time, some twice, and stores and loads the payment in between. */
    private Payment arrived(List<Event> outcomes, Random random) {
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
            steps++;
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

    private List<Event> outcomes(Random random) {
        var outcomes = new ArrayList<Event>();
        int count = 1 + random.nextInt(OUTCOMES_MAX);
        for (int i = 1; i <= count; i++) {
            outcomes.add(outcome(KINDS.get(random.nextInt(KINDS.size())), i, random.nextInt(2)));
        }
        return outcomes;
    }

    private Event outcome(String kind, int sequence, int block) {
        return made.computeIfAbsent(new Key(kind, sequence, block), ProgressTest::make);
    }

    private static Event make(Key key) {
        var data = JsonObject.builder()
                .put("paymentId", RESERVED.terms().id().toString())
                .put("attemptId", new UUID(3, 4).toString())
                .put("transaction", Keccak256.hash("transaction").toString())
                .put("blockNumber", Integer.toString(key.block()))
                .put("blockHash", Keccak256.hash("block " + key.block()).toString())
                .put("logIndex", "3")
                .put("reason", "invalid_exact_evm_transaction_failed")
                .build();
        return new Event(
                UUID.nameUUIDFromBytes((key.kind() + key.sequence()).getBytes(StandardCharsets.UTF_8)),
                "/settlement-worker",
                "quittance.settlement." + key.kind(),
                RESERVED.terms().id().toString(),
                key.sequence(),
                Instant.EPOCH,
                Optional.empty(),
                data.toString());
    }
}
