package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.registration.Registrar;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(SignerEnvironment.class)
class RegistrationTest extends SignerTest {
    @Inject
    Registrar registrar;

    private String original = "";

    @BeforeEach
    void remember() throws IOException {
        original = Files.readString(file());
    }

    @AfterEach
    void restore() throws IOException {
        Files.writeString(file(), original);
        registrar.register();
    }

    @Test
    void keepsAccountsWhenItRegistersAgain() {
        Address before = account(alice(), "alice-main");

        registrar.register();

        assertThat(account(alice(), "alice-main")).isEqualTo(before);
    }

    @Test
    void neitherAddsNorRevokesKeysOfThoseItKnows() throws Exception {
        Address before = account(alice(), "alice-main");
        var successor = new Actor("alice", "agent", Actor.newKey("alice-2"), List.of("alice-main"));

        declare(successor);

        assertProblem(client().get(successor, ACCOUNTS), 401, "token_key_unknown");
        assertThat(account(alice(), "alice-main")).isEqualTo(before);
        assertThat(account(bob(), "bob-main")).isNotNull();
    }

    @Test
    void registersNoFurtherAdmin() throws Exception {
        var intruder = Actor.create("intruder", "admin", List.of());

        declare(intruder);

        assertProblem(client().get(intruder, PRINCIPALS), 401, "token_key_unknown");
    }

    @Test
    void refusesANewPrincipalUnderAnothersKeyId() throws Exception {
        var dave = new Actor("dave", "agent", Actor.newKey("bob-1"), List.of());

        assertThatThrownBy(() -> declare(dave))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another principal's");
    }

    @Test
    void opensAccountsThatAreNew() throws Exception {
        var carol = Actor.create("carol", "agent", List.of("carol-main"));
        declare(carol);
        Address before = account(carol, "carol-main");

        declare(new Actor("carol", "agent", carol.key(), List.of("carol-main", "carol-spare")));

        assertThat(account(carol, "carol-main")).isEqualTo(before);
        assertThat(account(carol, "carol-spare")).isNotEqualTo(before);
    }

    @Test
    void refusesToHandAccountsOrRolesOver() throws Exception {
        var before = client().get(bob(), ACCOUNTS).json().toString();

        assertThatThrownBy(() -> declare(new Actor("bob", "agent", bob().key(), List.of("alice-main"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("belongs to principal alice");
        assertThatThrownBy(
                        () -> declare(new Actor("gateway", "service", gateway().key(), List.of("receipts"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("of another kind");
        assertThatThrownBy(() -> declare(new Actor("bob", "service", bob().key(), List.of())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another role");

        // Nothing of a refused file counts.
        assertThat(client().get(alice(), ACCOUNTS).status()).isEqualTo(200);
        assertThat(client().get(bob(), ACCOUNTS).json().toString()).isEqualTo(before);
    }

    private void declare(Actor... actors) throws IOException {
        var principals = new ArrayList<JsonObject>();
        for (Actor actor : actors) {
            principals.add(actor.registration());
        }
        Files.writeString(
                file(),
                JsonObject.builder()
                        .putObjects("principals", principals)
                        .build()
                        .toString());
        registrar.register();
    }

    private Path file() {
        return Path.of(config.getValue("quittance.signer.principals-file", String.class));
    }
}
