package dev.quittance.facilitator.coalesce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.facilitator.stack.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CoalescerTest {
    private final CountDownLatch first = new CountDownLatch(1);
    private final List<List<Integer>> batches = new CopyOnWriteArrayList<>();

    @Test
    void asksALoneQuestionAlone() throws Exception {
        // Given
        first.countDown();
        var coalescer = doubling(8, 8, Duration.ofSeconds(10));
        // When, Then
        assertThat(coalescer.ask(1)).isEqualTo(2);
        assertThat(coalescer.ask(2)).isEqualTo(4);
        assertThat(batches).containsExactly(List.of(1), List.of(2));
    }

    @Test
    void asksTogetherWhatComesWhileAnAnswerIsOut() throws Exception {
        // Given
        var coalescer = doubling(8, 20, Duration.ofSeconds(10));
        var askers = askAll(coalescer, 13);
        // When
        first.countDown();
        // Then
        for (int i = 0; i < askers.size(); i++) {
            assertThat(askers.get(i).join()).isEqualTo(2 * i);
        }
        assertThat(batches.stream().map(List::size)).containsExactly(1, 8, 4);
    }

    @Test
    void refusesAtOnceWhatFindsNoPlace() throws Exception {
        // Given
        var coalescer = doubling(8, 3, Duration.ofSeconds(10));
        var askers = askAll(coalescer, 4);
        // When, Then
        assertThatThrownBy(() -> coalescer.ask(99)).isInstanceOf(OverloadedException.class);
        first.countDown();
        askers.forEach(CompletableFuture::join);
        assertThat(coalescer.ask(99)).isEqualTo(198);
    }

    @Test
    void givesUpAfterItsTimeAndAsksNoLongerForWhoGaveUp() throws Exception {
        // Given
        var coalescer = doubling(8, 8, Duration.ofMillis(200));
        askAll(coalescer, 1);
        // When, Then
        assertThatThrownBy(() -> coalescer.ask(99)).isInstanceOf(OverloadedException.class);
        first.countDown();
        assertThat(coalescer.ask(5)).isEqualTo(10);
        assertThat(batches).doesNotContain(List.of(99));
    }

    @Test
    void tellsAllAskersOfAFailureAndGoesOn() throws Exception {
        // Given
        first.countDown();
        var limits = new Coalescer.Limits(8, 8, Duration.ofSeconds(10));
        var coalescer = new Coalescer<Integer, Integer>("test", limits, questions -> {
            if (questions.contains(13)) {
                throw new IllegalArgumentException("unlucky");
            }
            return questions;
        });
        // When, Then
        assertThatThrownBy(() -> coalescer.ask(13))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalArgumentException.class);
        assertThat(coalescer.ask(1)).isEqualTo(1);
    }

    private Coalescer<Integer, Integer> doubling(int batchMax, int queueMax, Duration waitMax) {
        return new Coalescer<>("test", new Coalescer.Limits(batchMax, queueMax, waitMax), questions -> {
            batches.add(questions);
            first.await();
            return questions.stream().map(q -> 2 * q).toList();
        });
    }

    /** Asks 0, 1, 2 and so on; returns when the first is out and the others wait. */
    private List<CompletableFuture<Integer>> askAll(Coalescer<Integer, Integer> coalescer, int count) throws Exception {
        var askers = new ArrayList<CompletableFuture<Integer>>();
        for (int question : IntStream.range(0, count).toArray()) {
            var answer = new CompletableFuture<Integer>();
            Thread asker = Thread.ofPlatform().daemon().start(() -> {
                try {
                    answer.complete(coalescer.ask(question));
                } catch (Exception e) {
                    answer.completeExceptionally(e);
                }
            });
            Await.untilTrue("an asker that waits", () -> asker.getState() == Thread.State.TIMED_WAITING);
            Await.untilTrue("the first", () -> !batches.isEmpty());
            askers.add(answer);
        }
        return askers;
    }
}
