package dev.quittance.facilitator.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.facilitator.gas.GasClaim;
import dev.quittance.facilitator.gas.GasShortage;
import dev.quittance.facilitator.gas.GasStore;
import dev.quittance.facilitator.stack.FacilitatorStack;
import dev.quittance.facilitator.stack.Rows;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The day's gas as several replicas share it. */
@QuarkusTest
@QuarkusTestResource(FacilitatorStack.class)
class SponsoredGasTest {
    private static final long ESTIMATE = 200_000;

    private final String client = "client " + UUID.randomUUID();

    @BeforeEach
    void beginTheDay() throws SQLException {
        Rows.execute("truncate gas_day");
    }

    @Test
    void neverPassesTheBudgetHoweverManyClaimAtOnce() throws Exception {
        // Given ten replicas that claim five each, at the edge of a budget for twenty
        var all = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 10; i++) {
            all.add(() -> refused(claims(5, Optional.of(20 * ESTIMATE), Optional.empty())));
        }
        // When
        int refused = sum(all);
        // Then
        assertThat(refused).isEqualTo(30);
        assertThat(gas(client)).isEqualTo(20 * ESTIMATE);
        assertThat(gas("")).isEqualTo(20 * ESTIMATE);
    }

    @Test
    void neverPassesTheCeilingOfAllClientsTogether() throws Exception {
        // Given
        var all = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 50; i++) {
            var claim = new GasClaim(
                    "client " + UUID.randomUUID(),
                    new GasClaim.Gas(ESTIMATE, 0),
                    Optional.empty(),
                    Optional.of(7 * ESTIMATE));
            all.add(() -> refused(Map.of(UUID.randomUUID(), claim)));
        }
        // When
        int refused = sum(all);
        // Then
        assertThat(refused).isEqualTo(43);
        assertThat(gas("")).isEqualTo(7 * ESTIMATE);
    }

    @Test
    void saysWhoseGasDoesNotSuffice() throws Exception {
        var own = claims(2, Optional.of(ESTIMATE), Optional.of(10 * ESTIMATE));
        var everybodys = claims(2, Optional.of(10 * ESTIMATE), Optional.of(2 * ESTIMATE));

        Map<UUID, GasShortage> first = claim(own);
        Map<UUID, GasShortage> second = claim(everybodys);

        assertThat(first).containsOnly(Map.entry(List.copyOf(own.keySet()).get(1), GasShortage.CLIENT));
        assertThat(second)
                .containsOnly(Map.entry(List.copyOf(everybodys.keySet()).get(1), GasShortage.EVERYBODY));
        var next = new GasClaim(client, new GasClaim.Gas(ESTIMATE, 0), Optional.of(2 * ESTIMATE), Optional.empty());
        try (Connection connection = Rows.connect()) {
            assertThat(GasStore.shortage(connection, next)).contains(GasShortage.CLIENT);
            assertThat(GasStore.shortage(
                            connection,
                            new GasClaim(
                                    "new", new GasClaim.Gas(ESTIMATE, 0), Optional.empty(), Optional.of(2 * ESTIMATE))))
                    .contains(GasShortage.EVERYBODY);
            assertThat(GasStore.shortage(
                            connection,
                            new GasClaim(
                                    "new", new GasClaim.Gas(ESTIMATE, 0), Optional.empty(), Optional.of(3 * ESTIMATE))))
                    .isEmpty();
        }
    }

    @Test
    void truesUpOnce() throws Exception {
        // Given
        var claims = claims(2, Optional.of(2 * ESTIMATE), Optional.empty());
        claim(claims);
        var used = new LinkedHashMap<UUID, Long>();
        var ids = List.copyOf(claims.keySet());
        used.put(ids.get(0), 51_234L);
        used.put(ids.get(1), 0L);
        used.put(UUID.randomUUID(), 7L);
        // When
        settle(used);
        used.replaceAll((_, gas) -> gas + 1);
        settle(used);
        // Then
        assertThat(gas(client)).isEqualTo(51_234);
        assertThat(gas("")).isEqualTo(51_234);
    }

    @Test
    void keepsWhatLastsWhateverTheTransactionTook() throws Exception {
        // Given
        var claims = new LinkedHashMap<UUID, GasClaim>();
        var gas = new GasClaim.Gas(ESTIMATE, 91_000);
        claims.put(UUID.randomUUID(), new GasClaim(client, gas, Optional.of(2 * ESTIMATE), Optional.empty()));
        claims.put(UUID.randomUUID(), new GasClaim(client, gas, Optional.of(2 * ESTIMATE), Optional.empty()));
        claim(claims);
        var ids = List.copyOf(claims.keySet());
        // When one is included and the other failed
        settle(Map.of(ids.get(0), 51_234L, ids.get(1), 0L));
        // Then
        assertThat(gas(client)).isEqualTo(51_234 + 2 * 91_000);
        assertThat(gas("")).isEqualTo(51_234 + 2 * 91_000);
    }

    private Map<UUID, GasClaim> claims(int count, Optional<Long> own, Optional<Long> all) {
        var claims = new LinkedHashMap<UUID, GasClaim>();
        for (int i = 0; i < count; i++) {
            claims.put(UUID.randomUUID(), new GasClaim(client, new GasClaim.Gas(ESTIMATE, 0), own, all));
        }
        return claims;
    }

    private static int sum(List<Callable<Integer>> all) throws Exception {
        int sum = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> each : threads.invokeAll(all)) {
                sum += each.get();
            }
        }
        return sum;
    }

    private static int refused(Map<UUID, GasClaim> claims) throws SQLException {
        return claim(claims).size();
    }

    private static Map<UUID, GasShortage> claim(Map<UUID, GasClaim> claims) throws SQLException {
        try (Connection connection = Rows.connect()) {
            connection.setAutoCommit(false);
            Map<UUID, GasShortage> refused = GasStore.claim(connection, claims);
            new PaymentStore(InstantSource.system())
                    .insertAll(
                            connection,
                            claims.keySet().stream()
                                    .filter(id -> !refused.containsKey(id))
                                    .map(SchemaTest::terms)
                                    .map(SchemaTest::claim)
                                    .toList());
            connection.commit();
            return refused;
        }
    }

    private static void settle(Map<UUID, Long> used) throws SQLException {
        try (Connection connection = Rows.connect()) {
            GasStore.settle(connection, used);
        }
    }

    private static long gas(String client) throws SQLException {
        return Rows.number("select coalesce(sum(gas), 0) from gas_day where client = '" + client + "'");
    }
}
