package dev.quittance.protocol.challenge;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.keys.KeyRing;
import dev.quittance.protocol.keys.RotatingKeys;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The HMAC keys of challenge ids by key id. One issues, all of them verify, so that a new key can be known everywhere before it is
 * used.
 */
public final class ChallengeKeys {
    private final RotatingKeys keys;

    private ChallengeKeys(RotatingKeys keys) {
        this.keys = keys;
    }

    /**
     * Keys that nobody replaces, from the lines of a secret file.
     *
     * @throws MalformedException see {@link KeyRing#parse}
     */
    public static ChallengeKeys parse(List<String> lines) {
        return of(lines, Duration.ZERO, Duration.ZERO, InstantSource.system());
    }

    /**
     * Keys from the lines of a secret file.
     *
     * @param life how long a challenge is honoured
     * @param notice how long a key must be known before it issues
     * @throws MalformedException see {@link KeyRing#parse}
     */
    public static ChallengeKeys of(List<String> lines, Duration life, Duration notice, InstantSource clock) {
        return new ChallengeKeys(new RotatingKeys("challenge key", ring(lines), life, notice, clock));
    }

    /**
     * Goes on with what the file says now.
     *
     * @throws MalformedException see {@link RotatingKeys#replace}
     */
    public void replace(List<String> lines) {
        keys.replace(ring(lines));
    }

    private static KeyRing ring(List<String> lines) {
        return KeyRing.parse("a challenge key", lines);
    }

    KeyRing.Key current() {
        return keys.current();
    }

    Optional<byte[]> key(String keyId) {
        return keys.ring().get(keyId).map(KeyRing.Key::secret);
    }

    Collection<byte[]> all() {
        return keys.ring().all().stream().map(KeyRing.Key::secret).toList();
    }

    @Override
    public String toString() {
        return "ChallengeKeys" + keys;
    }
}
