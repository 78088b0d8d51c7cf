package dev.quittance.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.quittance.devstack.NodePackages;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequired;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Payments whose identifier the official package has put into our advertisement. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class OfficialIdentifierTest extends GatewayTestCase {
    private static final Path SCRIPTS = Path.of("../e2e/node");

    private final String id = "official_" + System.nanoTime();

    @Test
    void advertisesAsTheOfficialServerDoes() throws Exception {
        for (String path : new String[] {"/named", "/nameable"}) {
            var challenge = challenge(path);

            var official = named(challenge, id);

            assertThat(challenge.extensions().object("payment-identifier")).isEqualTo(official.object("declared"));
            assertThat(official.bool("required")).isEqualTo(path.equals("/named"));
            assertThat(official.bool("valid")).isTrue();
            assertThat(official.text("id")).isEqualTo(id);
        }
    }

    @Test
    void chargesOneIdentifierOnceWhateverIsSignedForIt() throws Exception {
        // Given a paid request under an identifier
        var challenge = challenge("/named");
        var extensions = named(challenge, id).object("extensions");
        var first = sendPaid("/named", with(Payer.pay(challenge), extensions));
        assertThat(first.statusCode()).isEqualTo(200);

        // When the same client comes again, with another authorization for a challenge of its own
        var fresh = challenge("/named");
        var again = sendPaid("/named", with(Payer.pay(fresh), named(fresh, id).object("extensions")));
        var elsewhere = challenge("/nameable");
        var other = sendPaid(
                "/nameable", with(Payer.pay(elsewhere), named(elsewhere, id).object("extensions")));

        // Then it gets the same answer, and for another request none
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(code(other)).isEqualTo("identifier_bound_elsewhere");
        assertThat(facilitator.asked()).hasSize(1);
        assertThat(upstream.seen()).hasSize(1);
    }

    private static PaymentPayload with(PaymentPayload payment, JsonObject extensions) {
        return new PaymentPayload(payment.resource(), payment.accepted(), payment.payload(), extensions);
    }

    /** What the official client and server make of a challenge's extensions and an id. */
    private static JsonObject named(PaymentRequired challenge, String id) throws Exception {
        if (!NodePackages.canBeInstalled()) {
            System.err.println("SKIPPED: the official packages need npm on the PATH");
            abort("npm is not on the PATH");
        }
        NodePackages.install(SCRIPTS);
        var script = new ProcessBuilder(
                        "node", "identifier.mjs", challenge.extensions().toString(), id)
                .directory(SCRIPTS.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(script.waitFor()).as(output).isZero();
        return JsonObject.parse(output.strip());
    }
}
