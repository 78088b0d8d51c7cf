package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.json.JsonObject;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What anybody may ask for costs work, so there is so much of it in a second and no more. */
@QuarkusTest
@WithTestResource(SignerEnvironment.class)
@TestProfile(StrangersLimitTest.OneInASecond.class)
class StrangersLimitTest extends SignerTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final int TOO_MANY_REQUESTS = 429;
    private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);

    @Test
    void takesOnlySoManyStepsOfACeremony() {
        Supplier<Answer> question = () -> client().send("GET", "/v1/ceremony", new byte[0]);

        assertProblem(awaitRefusal(question), TOO_MANY_REQUESTS, "too_many_steps");
        assertProblem(
                awaitRefusal(() -> client().send("PUT", "/v1/manifest", EMPTY)), TOO_MANY_REQUESTS, "too_many_steps");
        assertProblem(
                awaitRefusal(() -> client().send("POST", "/v1/ceremony/shares", EMPTY)),
                TOO_MANY_REQUESTS,
                "too_many_steps");
        assertProblem(
                awaitRefusal(() -> client().send("POST", "/v1/ceremony/root", EMPTY)),
                TOO_MANY_REQUESTS,
                "too_many_steps");
        assertThat(await(question, answer -> answer.status() == 200).json().text("state"))
                .as("a little later")
                .isEqualTo("open");
    }

    @Test
    void givesOnlySoManyDocuments() {
        byte[] body = JsonObject.builder()
                .put("nonce", "0x" + "5a".repeat(16))
                .build()
                .toString()
                .getBytes(StandardCharsets.UTF_8);

        Supplier<Answer> question = () -> client().send("POST", "/attestation", body);

        assertProblem(awaitRefusal(question), TOO_MANY_REQUESTS, "too_many_documents");
        assertThat(await(question, answer -> answer.status() == 200).json().has("document"))
                .as("a little later")
                .isTrue();
    }

    private static Answer awaitRefusal(Supplier<Answer> asking) {
        return await(asking, answer -> answer.status() == TOO_MANY_REQUESTS);
    }

    private static Answer await(Supplier<Answer> asking, Predicate<Answer> condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            Answer answer = asking.get();
            if (condition.test(answer)) {
                return answer;
            }
            assertThat(System.nanoTime()).as("status " + answer.status()).isLessThan(end);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** A service that takes one of each in a second. */
    public static final class OneInASecond implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quittance.signer.ceremony-per-second", "1", "quittance.signer.attestation.per-second", "1");
        }
    }
}
