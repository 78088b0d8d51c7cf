package dev.quittance.signer.principal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.signer.SignerEnvironment;
import dev.quittance.signer.database.Database;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What two replicas of the service, each with a store of its own, make of one token. */
@QuarkusTest
@WithTestResource(SignerEnvironment.class)
class TokenReplicasTest {
    @Inject
    Database database;

    @Inject
    Clock clock;

    @Test
    void refuseOnOneWhatWasSpentOnTheOther() {
        var one = new TokenIdStore(database, clock);
        var other = new TokenIdStore(database, clock);
        TokenId token = token();

        assertThat(one.spend(token)).isTrue();
        assertThat(other.spend(token)).isFalse();
        assertThat(one.spend(token)).isFalse();
    }

    @Test
    void letExactlyOneOfConcurrentUsesThrough() throws Exception {
        TokenId token = token();
        List<Callable<Boolean>> uses = IntStream.range(0, 12)
                .mapToObj(_ -> new TokenIdStore(database, clock))
                .<Callable<Boolean>>map(store -> () -> store.spend(token))
                .toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Boolean> spent =
                    threads.invokeAll(uses).stream().map(Future::resultNow).toList();

            assertThat(spent).containsOnlyOnce(true);
        }
    }

    @Test
    void keepTheIdsOfDifferentKeysApart() {
        var store = new TokenIdStore(database, clock);
        TokenId token = token();

        assertThat(store.spend(token)).isTrue();
        assertThat(store.spend(new TokenId("bob-1", token.id(), token.expiresAt())))
                .isTrue();
    }

    private TokenId token() {
        return new TokenId(
                "alice-1", UUID.randomUUID().toString(), clock.instant().plusSeconds(60));
    }
}
