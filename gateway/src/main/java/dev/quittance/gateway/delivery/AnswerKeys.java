package dev.quittance.gateway.delivery;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.keys.KeyRing;
import dev.quittance.protocol.keys.RotatingKeys;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** The masters of stored answers by key id, in the form of challenge keys: one seals, all of them open. */
public final class AnswerKeys {
    private final RotatingKeys keys;

    private AnswerKeys(RotatingKeys keys) {
        this.keys = keys;
    }

    /**
     * Masters that nobody replaces, from the lines of a secret file.
     *
     * @throws MalformedException see {@link KeyRing#parse}
     */
    public static AnswerKeys parse(List<String> lines) {
        return of(lines, Duration.ZERO, Duration.ZERO, InstantSource.system());
    }

    /**
     * Masters from the lines of a secret file.
     *
     * @param life how long an answer is kept
     * @param notice how long a master must be known before it seals
     * @throws MalformedException see {@link KeyRing#parse}
     */
    public static AnswerKeys of(List<String> lines, Duration life, Duration notice, InstantSource clock) {
        return new AnswerKeys(new RotatingKeys("answer key", ring(lines), life, notice, clock));
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
        return KeyRing.parse("an answer key", lines);
    }

    /** The master that seals now. */
    KeyRing.Key current() {
        return keys.current();
    }

    Optional<SecretKey> byId(String id) {
        return keys.ring().get(id).map(AnswerKeys::master);
    }

    static SecretKey master(KeyRing.Key key) {
        return new SecretKeySpec(key.secret(), "Generic");
    }

    @Override
    public String toString() {
        return "AnswerKeys" + keys;
    }
}
