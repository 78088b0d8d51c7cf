package dev.quittance.signer.policy;

import java.math.BigInteger;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What was spent of each grant and asset in the windows that are still open. For one thread; times never go back. What was
 * signed counts until its window has passed, settled or not: the signer sees no chain that could tell.
 */
public final class Usage {
    private final Map<Key, Spends> spends = new HashMap<>();
    private final Map<String, Instant> exhausted = new HashMap<>();

    /** What a sum is of. */
    public record Key(String grant, AssetId asset) {}

    /** Adds what was spent at a time, to every window in which that still counts. */
    public void add(Key key, Instant at, BigInteger amount) {
        spends.computeIfAbsent(key, _ -> new Spends()).add(at, amount);
    }

    /**
     * Counts all budgets of a grant as wholly spent at a time: what was signed before it is not known, as after an old copy
     * of the database was put back.
     */
    public void exhaust(String grant, Instant at) {
        exhausted.put(grant, at);
    }

    /** Whether the grant's budget of this window counts as wholly spent. */
    boolean isExhausted(String grant, Window window, Instant now) {
        Instant at = exhausted.get(grant);
        return at != null && window.counts(window.bucketOf(at), now);
    }

    /** The grants and assets of which something was spent. */
    public Set<Key> keys() {
        return Set.copyOf(spends.keySet());
    }

    /** What counts in a window at a time. */
    public BigInteger spent(Key key, Window window, Instant now) {
        Spends of = spends.get(key);
        return of == null ? BigInteger.ZERO : of.spent(window, now);
    }

    /** The buckets of one grant and asset, with their sums kept. */
    private static final class Spends {
        private final Map<Window, TreeMap<Long, BigInteger>> buckets = new HashMap<>();
        private final Map<Window, BigInteger> sums = new HashMap<>();

        Spends() {
            for (Window window : Window.values()) {
                buckets.put(window, new TreeMap<>());
                sums.put(window, BigInteger.ZERO);
            }
        }

        void add(Instant at, BigInteger amount) {
            buckets.forEach((window, sorted) -> sorted.merge(window.bucketOf(at), amount, BigInteger::add));
            sums.replaceAll((_, sum) -> sum.add(amount));
        }

        BigInteger spent(Window window, Instant now) {
            TreeMap<Long, BigInteger> sorted = buckets.getOrDefault(window, new TreeMap<>());
            BigInteger sum = sums.getOrDefault(window, BigInteger.ZERO);
            while (!sorted.isEmpty() && !window.counts(sorted.firstKey(), now)) {
                sum = sum.subtract(sorted.pollFirstEntry().getValue());
            }
            sums.put(window, sum);
            return sum;
        }
    }
}
