package dev.quittance.gateway.delivery;

import dev.quittance.gateway.reservation.Claim;
import dev.quittance.protocol.Bytes32;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Answers that were just delivered, in memory. Each lies under everything that an asker must show, the digest of the challenge
 * among it: nobody finds one whom the database would refuse. What lies here is final, so it never becomes wrong.
 */
public final class AnswerCache {
    /** What an entry costs beside its body, about, in bytes. */
    private static final int OVERHEAD = 2048;

    private record Key(Claim.Authorization authorization, String tenant, Bytes32 request, Bytes32 challenge) {}

    private record Entry(PaidAnswer answer, Instant expiry) {
        long cost() {
            return (long) answer.body().length + OVERHEAD;
        }
    }

    private final long bytesMax;
    private final Duration life;
    private final InstantSource clock;
    private final LinkedHashMap<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /**
     * @param bytesMax memory for all entries, about
     * @param life how long an entry may be given, no longer than the stored answer
     */
    public AnswerCache(long bytesMax, Duration life, InstantSource clock) {
        this.bytesMax = bytesMax;
        this.life = life;
        this.clock = clock;
    }

    /** The answer to this very claim; nothing for a claim without a challenge. */
    public synchronized Optional<PaidAnswer> find(Claim claim) {
        return key(claim)
                .flatMap(key -> Optional.ofNullable(entries.get(key)))
                .filter(entry -> clock.instant().isBefore(entry.expiry()))
                .map(Entry::answer);
    }

    /** Keeps the answer to a claim that has proved its right to it. */
    public synchronized void put(Claim claim, PaidAnswer answer) {
        var entry = new Entry(answer, clock.instant().plus(life));
        if (entry.cost() > bytesMax / 8) {
            return;
        }
        key(claim).ifPresent(key -> {
            var former = Optional.ofNullable(entries.put(key, entry));
            bytes += entry.cost() - former.map(Entry::cost).orElse(0L);
            var oldest = entries.entrySet().iterator();
            while (bytes > bytesMax && oldest.hasNext()) {
                Map.Entry<Key, Entry> evicted = oldest.next();
                bytes -= evicted.getValue().cost();
                oldest.remove();
            }
        });
    }

    private static Optional<Key> key(Claim claim) {
        return claim.challengeDigest()
                .map(challenge -> new Key(claim.authorization(), claim.tenant(), claim.requestDigest(), challenge));
    }
}
