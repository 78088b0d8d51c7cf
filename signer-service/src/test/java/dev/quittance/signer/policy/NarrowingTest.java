package dev.quittance.signer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.Address;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NarrowingTest {
    private static final Address PAYEE = RandomWorld.address(50);

    private final Grant careful = grant("a", new Scope.Only<>(Set.of(PAYEE)), 10);
    private final Grant generous = grant("b", new Scope.Any<>(), 1_000);

    @Test
    void lowerLimitsNarrow() {
        assertThat(Narrowing.puts(List.of(careful, generous), grant("a", careful.payees(), 9)))
                .isTrue();
        assertThat(Narrowing.puts(List.of(careful), grant("a", careful.payees(), 11)))
                .isFalse();
    }

    @Test
    void newGrantsWiden() {
        assertThat(Narrowing.puts(List.of(generous), careful)).isFalse();
    }

    @Test
    void whatALaterGrantWouldAnswerInsteadWidens() {
        var nobody = grant("a", new Scope.Only<>(Set.of()), 10);

        assertThat(Narrowing.puts(List.of(careful), nobody)).isTrue();
        assertThat(Narrowing.puts(List.of(careful, generous), nobody)).isFalse();
        assertThat(Narrowing.removes(List.of(careful), "a")).isTrue();
        assertThat(Narrowing.removes(List.of(careful, generous), "a")).isFalse();
        assertThat(Narrowing.removes(List.of(careful, generous), "b")).isTrue();
    }

    private static Grant grant(String id, Scope<Address> payees, long perPayment) {
        return new Grant(
                id,
                "alice",
                Operation.PAYMENT,
                new Scope.Any<>(),
                new Scope.Any<>(),
                payees,
                new Scope.Any<>(),
                Optional.of(BigInteger.valueOf(perPayment)),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Duration.ofHours(1)),
                Optional.empty());
    }
}
