package dev.quittance.signer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PolicyPropertyTest {
    private static final int WORLDS = 1_500;
    private static final int REQUESTS = 120;

    @Test
    void agreesWithTheSlowEvaluatorAndNeverGoesOverABudget() {
        long seed = new Random().nextLong();
        System.out.println("PolicyPropertyTest seed " + seed);
        var verdicts = new TreeMap<String, Integer>();
        for (int i = 0; i < WORLDS; i++) {
            live(seed + i, verdicts);
        }

        // Every rule of spending was met, or the test would say little; the others are of lanes' nonces and of the log.
        for (Denial denial : EnumSet.complementOf(EnumSet.of(
                Denial.CHAIN_NONCE_UNKNOWN, Denial.BELOW_CHAIN_NONCE, Denial.LOG_ROLLED_BACK, Denial.LOG_FORKED))) {
            assertThat(verdicts).containsKey(denial.code());
        }
        assertThat(verdicts.getOrDefault("permitted", 0)).isGreaterThan(1_000);
    }

    private static void live(long seed, Map<String, Integer> verdicts) {
        var world = new RandomWorld(seed);
        List<Grant> grants = world.grants();
        Custody custody = world.custody(grants);
        var slow = new SlowPolicy(custody, grants);
        var usage = new Usage();
        Instant now = RandomWorld.BEGIN;
        for (int i = 0; i < REQUESTS; i++) {
            SpendFact fact = world.fact();
            String expected = slow.judge(fact, now);

            Decision decision = PolicyRules.decide(custody, usage, fact, now);

            String found = switch (decision) {
                case Decision.Permit(Grant grant) -> grant.id();
                case Decision.Deny deny -> deny.denial().code();
            };
            assertThat(found).as("seed %d request %d", seed, i).isEqualTo(expected);
            if (decision instanceof Decision.Permit(Grant grant)) {
                usage.add(new Usage.Key(grant.id(), fact.asset()), now, fact.amount());
                slow.spend(grant.id(), fact, now);
                found = "permitted";
            }
            verdicts.merge(found, 1, Integer::sum);
            now = world.after(now);
        }
        requireWithinBudgets(seed, grants, slow);
    }

    private static void requireWithinBudgets(long seed, List<Grant> grants, SlowPolicy slow) {
        for (Grant grant : grants) {
            for (Map.Entry<Window, BigInteger> budget : grant.budgets().entrySet()) {
                for (AssetId asset : List.of(
                        AssetId.gasOf(8453),
                        new AssetId(8453, RandomWorld.address(90)),
                        new AssetId(84532, RandomWorld.address(90)))) {
                    long length = budget.getKey().length().toSeconds();
                    assertThat(slow.mostInAWindow(grant, asset, length))
                            .as("seed %d, %s of %s", seed, budget.getKey(), grant.id())
                            .isLessThanOrEqualTo(budget.getValue());
                }
            }
        }
    }

    @Test
    void aGrantWithinAnotherPermitsNothingThatTheOtherDenies() {
        long seed = new Random().nextLong();
        System.out.println("PolicyPropertyTest seed " + seed);
        var world = new RandomWorld(seed);
        int within = 0;
        int permitted = 0;
        for (int i = 0; i < 40_000; i++) {
            Grant wide = world.grant("grant");
            Grant other = world.mix(wide, world.grant("grant"));
            if (!other.isWithin(wide)) {
                continue;
            }
            within++;
            Custody narrow = world.custody(List.of(other));
            Custody before = Custody.of(narrow.stops(), narrow.accounts(), List.of(wide), narrow.approvals());
            for (int j = 0; j < 40; j++) {
                SpendFact fact = world.fact();
                if (PolicyRules.decide(narrow, new Usage(), fact, RandomWorld.BEGIN) instanceof Decision.Permit) {
                    permitted++;
                    assertThat(PolicyRules.decide(before, new Usage(), fact, RandomWorld.BEGIN))
                            .as("seed %d", seed)
                            .isInstanceOf(Decision.Permit.class);
                }
            }
        }
        assertThat(within).isGreaterThan(100);
        assertThat(permitted).isGreaterThan(100);
    }
}
