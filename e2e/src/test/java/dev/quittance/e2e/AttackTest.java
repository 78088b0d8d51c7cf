package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.e2e.Attack.Verdict;
import dev.quittance.e2e.ConformanceRow.Settler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Published attacks on x402, each tried on three stacks in one run and printed side by side: ours, the official one, and an
 * official server before our facilitator. None may succeed on ours, and none on our facilitator that a facilitator can prevent.
 */
class AttackTest {
    private static final RunningSuite SUITE = RunningSuite.shared();
    private static final List<String> TOLD = new ArrayList<>();

    private static Optional<Shops> opened = Optional.empty();

    @BeforeAll
    static void open() throws IOException {
        opened = Optional.of(new Shops(SUITE));
    }

    @AfterAll
    static void close() {
        opened.ifPresent(Shops::close);
        TOLD.forEach(System.out::println);
    }

    static Stream<Attack> attacks() {
        return Stream.concat(FacilitatorAttacks.all(), ServerAttacks.all());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    void fails(Attack attack) throws Exception {
        // Given
        var shops = opened.orElseThrow();
        var stacks = List.of(
                AttackStack.ours(SUITE, shops),
                AttackStack.official(SUITE, shops, Settler.OFFICIAL),
                AttackStack.official(SUITE, shops, Settler.OURS));

        // When
        var verdicts = new ArrayList<Verdict>();
        for (var stack : stacks) {
            verdicts.add(attack.attempt().on(stack));
            TOLD.add("%-16s %-42s %-33s %s".formatted(attack.rule(), attack.name(), stack.name(), verdicts.getLast()));
        }

        // Then
        assertThat(verdicts.getFirst().succeeded()).as(TOLD.toString()).isFalse();
        switch (attack.reach()) {
            case FACILITATOR ->
                assertThat(verdicts.getLast().succeeded()).as(TOLD.toString()).isFalse();
            case SERVER -> {}
        }
    }
}
