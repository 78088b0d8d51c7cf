package dev.quittance.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.gateway.delivery.AnswerKeys;
import dev.quittance.gateway.delivery.AnswerSeal;
import dev.quittance.gateway.delivery.PaidAnswer;
import dev.quittance.gateway.reservation.SealedAnswer;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.challenge.ChallengeKeys;
import dev.quittance.protocol.challenge.ChallengeTerms;
import dev.quittance.protocol.challenge.Challenges;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas with files of their own, which they look at whenever they do, under requests that go to either. */
class KeyRotationTest {
    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final Duration NOTICE = Duration.ofMinutes(1);
    private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
    private static final Bytes32 REQUEST = Bytes32.of(BigInteger.TWO);
    private static final ChallengeTerms TERMS = ChallengeTerms.of("demo", REQUEST, List.of());

    @TempDir
    private Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Instant now = START;

    /** One replica; its files are copies, which do not come to all at once. */
    private final class Replica {
        private final Path file;
        private final ChallengeKeys challengeKeys;
        private final Challenges challenges;
        private final AnswerSeal seal;
        private final List<KeyFile> files;

        Replica(String name, String content) throws IOException {
            file = Files.writeString(folder.resolve(name), content);
            var lines = content.lines().toList();
            challengeKeys = ChallengeKeys.of(lines, LIFE, NOTICE, () -> now);
            var answerKeys = AnswerKeys.of(lines, LIFE, NOTICE, () -> now);
            challenges = new Challenges(challengeKeys, new SecureRandom());
            seal = new AnswerSeal(answerKeys, new SecureRandom());
            files = List.of(
                    new KeyFile(file, name + "-challenge", lines, challengeKeys::replace, meters),
                    new KeyFile(file, name + "-answer", lines, answerKeys::replace, meters));
        }

        void write(String content) throws IOException {
            Files.writeString(file, content);
        }

        void look() {
            files.forEach(KeyFile::look);
        }
    }

    /** What a client holds: a challenge, and an answer that was stored. */
    private record Held(String challenge, SealedAnswer answer, UUID payment, Instant until) {}

    @Test
    void refusesNothingWhileKeysRotate() throws Exception {
        // Given
        long seed = new SecureRandom().nextLong();
        System.out.println("KeyRotationTest seed " + seed);
        var random = new Random(seed);
        var replicas = List.of(new Replica("a", key("k0", "")), new Replica("b", key("k0", "")));
        Deque<Held> held = new ArrayDeque<>();
        Set<String> issued = new HashSet<>();
        long checked = 0;

        // When a new key comes every quarter of an hour, and the old one goes when it may
        for (int second = 0; second < 2 * 60 * 60; second++) {
            now = START.plusSeconds(second);
            int round = second / 900;
            int within = second % 900;
            if (round > 0 && within == 0) {
                String next = key("k" + (round - 1), from(round - 1)) + key("k" + round, from(round));
                write(replicas, next, random);
            }
            if (round > 0 && within == 800) {
                write(replicas, key("k" + round, from(round)), random);
            }
            for (Replica replica : replicas) {
                if (second % 20 == 0 || random.nextInt(10) == 0) {
                    replica.look();
                }
            }
            var issuer = replicas.get(random.nextInt(2));
            String challenge = issuer.challenges.issue(TERMS, now.plus(LIFE));
            var payment = UUID.randomUUID();
            var sealed = issuer.seal.seal(new PaidAnswer(200, List.of(), new byte[] {1}), payment, REQUEST);
            issued.add(sealed.keyId());
            held.add(new Held(challenge, sealed, payment, now.plus(LIFE)));
            while (!held.getFirst().until().isAfter(now)) {
                held.removeFirst();
            }

            // Then either takes the oldest and the newest that somebody holds
            for (Held each : List.of(held.getFirst(), held.getLast())) {
                for (Replica replica : replicas) {
                    assertThat(replica.challenges.check(each.challenge(), TERMS, now))
                            .as("second %d, seed %d", second, seed)
                            .isEqualTo(Challenges.Check.VALID);
                    assertThat(replica.seal.open(each.answer(), each.payment(), REQUEST))
                            .isPresent();
                    checked++;
                }
            }
        }
        assertThat(issued).hasSize(8);
        System.out.println("KeyRotationTest " + checked + " checks, keys that issued: " + issued.size());
    }

    @Test
    void keepsWhatItHasWhenAFileWouldLoseAKey() throws Exception {
        // Given a key that was replaced just now
        var replica = new Replica("a", key("old", "") + key("new", " from=" + START));
        String challenge = replica.challenges.issue(TERMS, now.plus(LIFE));
        now = START.plusSeconds(5);

        // When the file drops it at once
        replica.write(key("new", " from=" + START));
        replica.look();

        // Then it stays, and goes when nothing that it protects can be shown any more
        assertThat(replica.challenges.check(challenge, TERMS, now)).isEqualTo(Challenges.Check.VALID);
        assertThat(meters.counter("quittance.gateway.key.files", "file", "a-challenge", "result", "refused")
                        .count())
                .isEqualTo(1);
        now = START.plus(LIFE).plusSeconds(1);
        replica.look();
        assertThat(replica.challengeKeys).hasToString("ChallengeKeys[new]");
    }

    /** The file comes to one replica first, within the notice. */
    private static void write(List<Replica> replicas, String content, Random random) throws IOException {
        for (Replica replica : replicas) {
            replica.write(content);
            if (random.nextBoolean()) {
                replica.look();
            }
        }
    }

    private static String from(int round) {
        return round == 0 ? "" : " from=" + START.plusSeconds(round * 900L + 120);
    }

    private static String key(String id, String from) {
        byte[] secret = new byte[32];
        java.util.Arrays.fill(secret, (byte) id.hashCode());
        return id + ":" + Base64.getEncoder().encodeToString(secret) + from + "\n";
    }
}
