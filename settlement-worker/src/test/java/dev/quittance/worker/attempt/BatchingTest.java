package dev.quittance.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.registry.Asset;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.schemes.exact.eip3009.Eip3009Payment;
import dev.quittance.worker.settlement.Settlement;
import dev.quittance.worker.settlement.SettlementState;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BatchingTest {
    private static final Duration DELAY = Duration.ofMillis(50);
    private static final Batching BATCHING = new Batching(3, DELAY);
    private static final Address ADDRESS = new Address(new byte[Address.LENGTH]);

    @Test
    void sendsWhatIsThereAtOnceWhenNothingIsUnderWay() {
        var plan = BATCHING.plan(plain(1), Duration.ZERO, true);

        assertThat(plan.batches()).hasSize(1);
        assertThat(plan.rest()).isZero();
    }

    @Test
    void waitsForCompanyWhileSomethingIsUnderWayButNotForLong() {
        assertThat(BATCHING.plan(plain(2), Duration.ofMillis(20), false))
                .isEqualTo(new Batching.Plan(List.of(), Duration.ofMillis(30)));
        assertThat(BATCHING.plan(plain(2), DELAY, false).batches()).hasSize(1);
    }

    @Test
    void sendsFullBatchesAtOnceInTheirOrder() {
        List<Settlement> queued = plain(7);

        var plan = BATCHING.plan(queued, Duration.ZERO, false);

        assertThat(plan.batches()).containsExactly(queued.subList(0, 3), queued.subList(3, 6));
        assertThat(plan.rest()).isEqualTo(DELAY);
    }

    @Test
    void neverPutsWhatCouldTakeTheGasOfOthersTogetherWithThem() {
        var wallet = settlement(0, 130);
        var retried = settlement(1, 65);
        List<Settlement> queued = Stream.of(List.of(wallet), plain(2), List.of(retried))
                .flatMap(List::stream)
                .toList();

        var plan = BATCHING.plan(queued, Duration.ZERO, true);

        assertThat(plan.batches()).containsExactly(List.of(wallet), List.of(retried), queued.subList(1, 3));
    }

    @Test
    void fitsBatchesIntoTheGasOfOneTransaction() {
        var gas = new GasLimits(120_000, 60_000);

        assertThat(gas.fit(100, 16_700_000)).isEqualTo(100);
        assertThat(gas.fit(1_000, 16_700_000)).isEqualTo(138);
        assertThat(gas.fit(100, 100_000)).isEqualTo(1);
    }

    private static List<Settlement> plain(int count) {
        return Stream.generate(() -> settlement(0, 65)).limit(count).toList();
    }

    private static Settlement settlement(int attempts, int signatureBytes) {
        var authorization = new TransferAuthorization(
                ADDRESS,
                ADDRESS,
                BigInteger.ONE,
                BigInteger.ZERO,
                BigInteger.TEN,
                new Bytes32(new byte[Bytes32.LENGTH]));
        var asset = new Asset(1, ADDRESS, "USDC", "2", 6, "USDC");
        return new Settlement(
                UUID.randomUUID(),
                new Eip3009Payment(asset, authorization, signature(signatureBytes)),
                Optional.empty(),
                0,
                SettlementState.QUEUED,
                attempts,
                0,
                Optional.empty(),
                Optional.empty());
    }

    /** Of a form that a key's has, when it has the length. */
    private static Bytes signature(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 0x11);
        bytes[length - 1] = 27;
        return Bytes.of(bytes);
    }
}
