package dev.quittance.protocol.keys;

import dev.quittance.protocol.MalformedException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keys that are replaced while they are in use. No replacement takes away a key that still protects something, and none lets a
 * key issue that other replicas may not know yet. Safe for use by many threads.
 */
public final class RotatingKeys {
    private final String name;
    private final Duration protects;
    private final Duration notice;
    private final InstantSource clock;
    private final Instant started;
    private final Map<String, Instant> issuedUntil = new HashMap<>();
    private final Map<String, Instant> knownSince = new HashMap<>();
    private volatile KeyRing ring;

    /**
     * Keys to begin with.
     *
     * @param name what one is called, without article
     * @param protects how long what a key issued must be accepted
     * @param notice how long a key must be known before it issues
     */
    public RotatingKeys(String name, KeyRing ring, Duration protects, Duration notice, InstantSource clock) {
        this.name = name;
        this.ring = ring;
        this.protects = protects;
        this.notice = notice;
        this.clock = clock;
        started = clock.instant();
    }

    /** The key that issues now. */
    public KeyRing.Key current() {
        return ring.current(clock.instant());
    }

    /** The keys that are accepted now. */
    public KeyRing ring() {
        return ring;
    }

    /**
     * Goes on with other keys.
     *
     * @throws MalformedException when that would lose a key that protects something, change one, or have one issue too early; then
     *     nothing has changed
     */
    public synchronized void replace(KeyRing next) {
        Instant now = clock.instant();
        var old = ring;
        for (KeyRing.Key key : old.all()) {
            var kept = next.get(key.id());
            if (kept.isEmpty()) {
                requireSpent(old, key.id(), now);
            } else if (!MessageDigest.isEqual(kept.get().secret(), key.secret())) {
                throw new MalformedException(name + " " + key.id() + " was changed: give a new key an id of its own");
            }
        }
        requireNotice(old, next, now);
        String issued = old.current(now).id();
        if (!next.current(now).id().equals(issued)) {
            issuedUntil.put(issued, now);
        }
        next.all().stream().filter(key -> old.get(key.id()).isEmpty()).forEach(key -> knownSince.put(key.id(), now));
        ring = next;
    }

    private void requireSpent(KeyRing old, String id, Instant now) {
        if (isUnused(old, id, now)) {
            return;
        }
        Instant last = old.current(now).id().equals(id)
                ? now
                : Optional.ofNullable(issuedUntil.get(id))
                        .or(() -> old.replacedAt(id, now))
                        .orElse(started);
        Instant until = last.plus(protects);
        if (now.isBefore(until)) {
            throw new MalformedException(name + " " + id + " protects what it issued until "
                    + until.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1) + ": keep it until then");
        }
    }

    /** One that was never to issue before now, and that this process has not seen issue. */
    private boolean isUnused(KeyRing old, String id, Instant now) {
        return !issuedUntil.containsKey(id)
                && !old.current(now).id().equals(id)
                && old.get(id).map(key -> key.from().isAfter(now)).orElse(false);
    }

    private void requireNotice(KeyRing old, KeyRing next, Instant now) {
        KeyRing.Key issues = next.current(now);
        KeyRing.Key soon = next.current(now.plus(notice));
        for (KeyRing.Key key : next.all()) {
            boolean begins = (key.equals(issues) || key.equals(soon))
                    && !key.id().equals(old.current(now).id());
            Instant known = old.get(key.id()).isEmpty() ? now : knownSince.getOrDefault(key.id(), Instant.MIN);
            Instant begin = key.from().isAfter(now) ? key.from() : now;
            if (begins && known.isAfter(Instant.MIN) && begin.isBefore(known.plus(notice))) {
                throw new MalformedException(name + " " + key.id()
                        + " would issue before all replicas know it: give it from="
                        + known.plus(notice).truncatedTo(ChronoUnit.SECONDS).plusSeconds(1) + " or later");
            }
        }
    }

    @Override
    public String toString() {
        return ring.toString();
    }
}
