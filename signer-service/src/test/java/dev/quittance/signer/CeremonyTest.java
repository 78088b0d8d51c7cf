package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.attestation.Measurement;
import dev.quittance.attestation.box.Box;
import dev.quittance.attestation.box.BoxKey;
import dev.quittance.attestation.manifest.Envelope;
import dev.quittance.attestation.manifest.Manifest;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.json.JsonObject;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The steps of a ceremony at a signer that has its root. */
@QuarkusTest
@WithTestResource(SignerEnvironment.class)
@TestProfile(CeremonyTest.OwnEnvironment.class)
class CeremonyTest extends SignerTest {
    @Test
    void tellsWhereItStandsToAnybody() throws Exception {
        JsonObject state = state();

        assertThat(state.text("state")).isEqualTo("open");
        assertThat(state.objects("shares")).hasSize(3);
        assertThat(Manifest.measurement(state.object("measurement"))).isEqualTo(TestManifest.MEASUREMENT);
    }

    @Test
    void goesOnToTheNextManifestAndSharesAnew() throws Exception {
        List<JsonObject> before = state().objects("shares");
        Manifest next = after(inForce(), 1, TestManifest.MEASUREMENT);

        assertThat(offer(approved(next))).isEqualTo("open");

        assertThat(inForce().hash()).isEqualTo(next.hash());
        assertThat(state().objects("shares")).doesNotContainAnyElementsOf(before);
        Address account = account(alice(), "alice-main");
        assertThat(client().post(alice(), PAYMENTS, payment(account, requirements()))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void refusesManifestsThatMustNotFollow() throws Exception {
        Manifest here = inForce();
        Manifest next = after(here, 1, TestManifest.MEASUREMENT);
        Envelope forged = new Envelope(
                next, approved(after(here, 2, TestManifest.MEASUREMENT)).approvals());

        assertThat(offer(new Envelope(next, List.of()))).isEqualTo("manifest_quorum_lacking");
        assertThat(offer(new Envelope(next, List.of()).approved(admin().privateJwk())))
                .isEqualTo("manifest_quorum_lacking");
        assertThat(offer(approved(next).approved(alice().privateJwk()))).isEqualTo("manifest_approver_unknown");
        assertThat(offer(forged)).isEqualTo("manifest_approval_forged");
        assertThat(offer(approved(after(here, 0, TestManifest.measurement("6b")))))
                .isEqualTo("manifest_number_taken");
        assertThat(offer(approved(after(here, 1, TestManifest.measurement("6b")))))
                .isEqualTo("manifest_measurement_differs");
        assertThat(inForce().hash()).isEqualTo(here.hash());
    }

    @Test
    void takesNoShareAndNoRootWhenItHasOne() throws Exception {
        Box box = Box.close(
                new byte[33],
                Box.Purpose.RECOVERY,
                new byte[0],
                BoxKey.draw(new SecureRandom()).recipient());
        String share = JsonObject.builder()
                .put("index", "1")
                .put("box", box.toString())
                .build()
                .toString();
        String root = JsonObject.builder().put("box", box.toString()).build().toString();

        assertThat(send("POST", "/v1/ceremony/shares", share).text("code")).isEqualTo("not_awaited");
        assertThat(send("POST", "/v1/ceremony/root", root).text("code")).isEqualTo("not_awaited");
    }

    @Test
    void handsTheRootToNobodyWithoutARootOfTrust() throws Exception {
        JsonObject state = state();
        JsonObject body = JsonObject.builder()
                .put("manifest", state.object("inForce"))
                .put("document", "0x00")
                .put("ceremonyKey", state.object("ceremonyKey"))
                .build();

        assertProblem(client().post(admin(), "/v1/hand-over", body), 422, "successor_untrusted");
        assertThat(client().post(alice(), "/v1/hand-over", body).status()).isEqualTo(403);
    }

    private JsonObject state() throws Exception {
        return send("GET", "/v1/ceremony", "");
    }

    private Manifest inForce() throws Exception {
        return Envelope.parse(state().object("inForce")).manifest();
    }

    private static Manifest after(Manifest manifest, int more, Measurement measurement) {
        return new Manifest(
                manifest.name(),
                "0.2.0",
                manifest.number() + more,
                measurement,
                manifest.admins(),
                manifest.holders(),
                manifest.policyRoot());
    }

    private Envelope approved(Manifest manifest) {
        return new Envelope(manifest, List.of())
                .approved(admin().privateJwk())
                .approved(secondAdmin().privateJwk());
    }

    /** The state that it led to, or the code of its refusal. */
    private String offer(Envelope envelope) throws Exception {
        JsonObject answer = send("PUT", "/v1/manifest", envelope.toJson().toString());
        return answer.optionalText("code").orElseGet(() -> answer.text("state"));
    }

    /** Without any token. */
    private JsonObject send(String method, String path, String body) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(config.getValue("test.url", String.class))
                            .resolve(path))
                    .header("Content-Type", "application/json")
                    .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                    .build();
            return JsonObject.parse(http.send(request, BodyHandlers.ofString()).body());
        }
    }

    /** A service of its own, because it goes on to other manifests. */
    public static final class OwnEnvironment implements QuarkusTestProfile {}
}
