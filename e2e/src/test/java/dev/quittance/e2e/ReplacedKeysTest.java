package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequired;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways over one database whose keys are replaced while they sell. */
class ReplacedKeysTest {
    private static final String PATH = "/dear/report";
    private static final int NOTICE_SECONDS = 2;

    @TempDir
    private Path folder;

    /** A gateway's files and its settings. */
    private record Replica(Path challengeKeys, Path answerKeys, Map<String, String> settings) {
        static Replica in(Path folder, String key) throws IOException {
            Files.createDirectories(folder);
            Path challenges = Files.writeString(folder.resolve("challenge.keys"), key);
            Path answers = Files.writeString(folder.resolve("answer.keys"), key);
            var settings = new HashMap<>(Map.of(
                    "QUITTANCE_GATEWAY_CHALLENGE_KEYS_FILE",
                    challenges.toString(),
                    "QUITTANCE_GATEWAY_ANSWER_KEYS_FILE",
                    answers.toString(),
                    "QUITTANCE_GATEWAY_PUBLIC_ORIGIN",
                    "http://shop.example",
                    "QUITTANCE_GATEWAY_KEYS_INTERVAL",
                    "200ms",
                    "QUITTANCE_GATEWAY_KEYS_NOTICE",
                    NOTICE_SECONDS + "s"));
            return new Replica(challenges, answers, settings);
        }

        void write(String challenges, String answers) throws IOException {
            replace(challengeKeys, challenges);
            replace(answerKeys, answers);
        }

        /** At once: a file that is half written would be told of as a fault. */
        private static void replace(Path file, String text) throws IOException {
            Path next = Files.writeString(file.resolveSibling("next"), text);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Test
    void honourWhatTheFormerOnesIssued() throws Exception {
        String former = key("former", 1);
        var one = Replica.in(folder.resolve("one"), former);
        var two = Replica.in(folder.resolve("two"), former);
        var payer = new Payer();
        try (var upstream = new AnswerUpstream();
                var shop = new SellingGateways()) {
            String behind = "http://localhost:" + upstream.port();
            PaymentPayload bought;
            PaymentPayload later;
            String next;
            try (var a = shop.start(folder.resolve("one"), behind, one.settings());
                    var b = shop.start(folder.resolve("two"), behind, two.settings())) {
                // Given an answer that was bought of one, and quotes of it that are open
                var issued = ask(a.http());
                assertThat(keyOf(issued)).isEqualTo("former");
                bought = payer.pay(issued);
                assertThat(SellingGateways.buy(a.http(), PATH, bought).statusCode())
                        .isEqualTo(200);
                var open = payer.pay(ask(a.http()));
                later = payer.pay(ask(a.http()));

                // When both learn of the next key, and its time comes
                next = former + key("next", 2).strip() + " from="
                        + Instant.now().plusSeconds(NOTICE_SECONDS + 8).truncatedTo(ChronoUnit.SECONDS) + "\n";
                one.write(next, next);
                two.write(next, next);
                for (URI management : new URI[] {a.management(), b.management()}) {
                    SellingGateways.await("the next key is known", () -> isKnown(management));
                }
                SellingGateways.await(
                        "the next key issues", () -> keyOf(ask(a.http())).equals("next"));

                // Then the other takes at once what it issued, and everything from before
                var fresh = payer.pay(ask(a.http()));
                assertThat(SellingGateways.buy(b.http(), PATH, fresh).statusCode())
                        .isEqualTo(200);
                assertThat(SellingGateways.buy(b.http(), PATH, open).statusCode())
                        .isEqualTo(200);
                int runs = upstream.runs();
                assertThat(SellingGateways.buy(b.http(), PATH, bought).statusCode())
                        .isEqualTo(200);
                assertThat(upstream.runs()).as("the stored answer").isEqualTo(runs);
                assertThat(shop.settled()).isEqualTo(3);
            }

            // When the former answer key is forgotten, which takes a restart before its time
            two.write(next, key("next", 2));
            try (var b = shop.start(folder.resolve("two"), behind, two.settings())) {
                int runs = upstream.runs();
                var lost = SellingGateways.buy(b.http(), PATH, bought);

                // Then what it sealed is lost to its buyer, and is neither run nor settled again
                assertThat(lost.statusCode()).isEqualTo(409);
                assertThat(JsonObject.parse(lost.body()).text("code")).isEqualTo("already_delivered");
                assertThat(upstream.runs()).isEqualTo(runs);
                assertThat(shop.settled()).isEqualTo(3);
            }

            // When the former challenge key is forgotten too
            two.write(key("next", 2), key("next", 2));
            try (var b = shop.start(folder.resolve("two"), behind, two.settings())) {
                var asked = SellingGateways.buy(b.http(), PATH, later);

                // Then its quotes are given anew, and nothing is taken for them
                assertThat(asked.statusCode()).isEqualTo(402);
                assertThat(Http.challenge(asked).error()).contains("challenge_invalid");
                assertThat(SellingGateways.buy(b.http(), PATH, payer.pay(Http.challenge(asked)))
                                .statusCode())
                        .isEqualTo(200);
                assertThat(shop.settled()).isEqualTo(4);
            }
        }
    }

    private static PaymentRequired ask(URI gateway) throws IOException, InterruptedException {
        return Http.challenge(Http.get(gateway.resolve(PATH)));
    }

    private static String keyOf(PaymentRequired challenge) {
        String id = challenge.extensions().object("quittance").object("info").text("challenge");
        return id.substring(0, id.indexOf('.'));
    }

    private static boolean isKnown(URI management) throws IOException, InterruptedException {
        return Http.get(management.resolve("/q/metrics"))
                        .body()
                        .lines()
                        .filter(line -> line.startsWith("quittance_gateway_key_files_total")
                                && line.contains("result=\"taken\"")
                                && line.endsWith(" 1.0"))
                        .count()
                == 2;
    }

    private static String key(String id, int seed) {
        byte[] secret = new byte[32];
        Arrays.fill(secret, (byte) seed);
        return id + ":" + Base64.getEncoder().encodeToString(secret) + "\n";
    }
}
