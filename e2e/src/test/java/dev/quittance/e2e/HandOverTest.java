package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.agent.ceremony.CeremonyClient;
import dev.quittance.agent.ceremony.CeremonyRefusedException;
import dev.quittance.agent.ceremony.CeremonyState;
import dev.quittance.agent.ceremony.CeremonyState.Phase;
import dev.quittance.attestation.Measurement;
import dev.quittance.attestation.UserData;
import dev.quittance.attestation.manifest.Envelope;
import dev.quittance.attestation.manifest.Manifest;
import dev.quittance.attestation.simulation.SimulatedModule;
import dev.quittance.attestation.simulation.SimulatedRoot;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.token.RequestTokenSigner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two signers that run, one built from other code than the other: the root goes from one to the other, and to nobody else. */
class HandOverTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final String CHALLENGES = "/v1/hand-over/challenges";
    private static final String HAND_OVER = "/v1/hand-over";

    @TempDir
    private Path folder;

    @Test
    void handsTheRootToOtherCodeThatAQuorumApprovedAndToNobodyElse() throws Exception {
        try (var fleet = new SignerFleet(folder, 1000)) {
            Launch upgraded = fleet.plan(Map.of()).of(ChangedSigner.writeTo(folder.resolve("upgraded")));
            String account;
            String signature;
            Envelope first;
            try (var before = fleet.start(fleet.atItsAuthority());
                    var next = ServiceProcess.start(upgraded)) {
                // Given
                account = fleet.account(before.http());
                signature = signed(awaitPaid(fleet, before.http(), account, 1));
                CeremonyState old = fleet.ceremony(before).state();
                first = old.inForce().orElseThrow();
                CeremonyClient ceremony = fleet.ceremony(next);
                Measurement other = ceremony.state().measurement();
                assertThat(other.pcr0())
                        .as("one class is another")
                        .isNotEqualTo(old.measurement().pcr0());
                assertThat(other.pcr1()).isEqualTo(old.measurement().pcr1());
                assertThat(other.pcr2()).isEqualTo(old.measurement().pcr2());
                Envelope second = approved(first, 2, other);
                Envelope wrong = approved(first, 2, old.measurement());

                // Then: what the next signer takes no manifest for
                assertRefused(ceremony, first, "manifest_measurement_differs|manifest_number_lower");
                assertRefused(ceremony, wrong, "manifest_measurement_differs");
                assertThat(ceremony.offer(second).phase()).isEqualTo(Phase.AWAITS_ROOT);

                // Then: what the old signer gives the root for to nobody
                assertNotHanded(fleet, before, next, first, "successor_number_not_higher", "not a higher number");
                assertNotHanded(fleet, before, next, wrong, "successor_document_refused", ": measurement");
                assertStrangerRefused(fleet, before, next, second);
                assertThat(ceremony.state().phase()).isEqualTo(Phase.AWAITS_ROOT);

                // When
                String told = handOver(before, next);

                // Then
                assertThat(told)
                        .contains("the signer has its root, manifest 2 "
                                + second.manifest().hash());
                assertThat(signed(awaitPaid(fleet, before.http(), account, 2)))
                        .as("until it is stopped")
                        .isNotEmpty();
                before.stop();
                assertThat(signed(awaitPaid(fleet, next.http(), account, 1)))
                        .as("the same key")
                        .isEqualTo(signature);
                assertThat(fleet.account(next.http())).isEqualTo(account);
                signed(awaitPaid(fleet, next.http(), account, 3));
            }
            assertOldOneStaysOut(fleet, first);
        }
    }

    private static void assertOldOneStaysOut(SignerFleet fleet, Envelope first) throws Exception {
        try (var again = fleet.launch(Map.of())) {
            CeremonyClient ceremony = fleet.ceremony(again);
            CeremonyState state = ceremony.state();
            assertThat(state.phase()).isEqualTo(Phase.AWAITS_MANIFEST);
            assertThat(state.detail().orElse("")).contains("sealed to another measurement");
            assertRefused(ceremony, first, "manifest_number_lower");
        }
    }

    private static void assertRefused(CeremonyClient ceremony, Envelope offered, String codes) {
        assertThatThrownBy(() -> ceremony.offer(offered))
                .isInstanceOf(CeremonyRefusedException.class)
                .hasMessageMatching("(" + codes + "): .*");
    }

    /** With the genuine document of the next signer, for another manifest. */
    private void assertNotHanded(
            SignerFleet fleet,
            ServiceProcess before,
            ServiceProcess next,
            Envelope manifest,
            String code,
            String detail)
            throws Exception {
        CeremonyClient ceremony = fleet.ceremony(next);
        String nonce = JsonObject.parse(
                        asAdmin(fleet, before, CHALLENGES, JsonObject.EMPTY).body())
                .text("nonce");
        assertProblem(
                asAdmin(fleet, before, HAND_OVER, shown(manifest, ceremony.document(nonce), ceremony.state())),
                code,
                detail);
    }

    /** Who copies all that the next signer says, and signs a document with a root of its own. */
    private void assertStrangerRefused(SignerFleet fleet, ServiceProcess before, ServiceProcess next, Envelope manifest)
            throws Exception {
        CeremonyState state = fleet.ceremony(next).state();
        String nonce = JsonObject.parse(
                        asAdmin(fleet, before, CHALLENGES, JsonObject.EMPTY).body())
                .text("nonce");
        var clock = InstantSource.system();
        byte[] document = new SimulatedModule(SimulatedRoot.draw(new SecureRandom(), clock.instant()), "signer", clock)
                .document(
                        manifest.manifest().measurement(),
                        Hex.decode(nonce),
                        Hex.decode(state.key().livePublicKey()),
                        new UserData(Optional.of(manifest.manifest().hash()), Optional.empty()).encode());

        JsonObject body = shown(manifest, Hex.encode(document), state);
        assertProblem(asAdmin(fleet, before, HAND_OVER, body), "successor_document_refused", ": root");
        assertProblem(asAdmin(fleet, before, HAND_OVER, body), "successor_challenge_unknown", "no challenge");
    }

    private static JsonObject shown(Envelope manifest, String document, CeremonyState state) {
        return JsonObject.builder()
                .put("manifest", manifest.toJson())
                .put("document", document)
                .put("ceremonyKey", state.key().toJson())
                .build();
    }

    private static void assertProblem(HttpResponse<String> answer, String code, String detail) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        JsonObject problem = JsonObject.parse(answer.body());
        assertThat(problem.text("code")).isEqualTo(code);
        assertThat(problem.text("detail")).contains(detail);
    }

    private HttpResponse<String> asAdmin(SignerFleet fleet, ServiceProcess signer, String path, JsonObject body)
            throws IOException, InterruptedException {
        var tokens = new RequestTokenSigner("ada", adminKey("ada"), new SecureRandom(), InstantSource.system());
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        return fleet.post(signer.http(), path, fleet.token(tokens, "POST", path, bytes), bytes);
    }

    private Envelope approved(Envelope before, long number, Measurement measurement) throws IOException {
        Manifest from = before.manifest();
        var manifest = new Manifest(
                from.name(), "0.2.0", number, measurement, from.admins(), from.holders(), from.policyRoot());
        return new Envelope(manifest, List.of()).approved(adminKey("ada")).approved(adminKey("ben"));
    }

    private String adminKey(String name) throws IOException {
        return Files.readString(folder.resolve(name + ".jwk"));
    }

    private String handOver(ServiceProcess before, ServiceProcess next) throws Exception {
        var command = List.of(
                ProjectFiles.root().resolve("quittance").toString(),
                "ceremony",
                "hand-over",
                "--from",
                before.http().toString(),
                "--signer",
                next.http().toString(),
                "--admin",
                "ada",
                "--admin-key-file",
                folder.resolve("ada.jwk").toString());
        try (var process = LoggedProcess.start(ProjectFiles.root(), command)) {
            int code = process.awaitExit(LIMIT);
            String output = String.join("\n", process.lines());
            assertThat(code).as(output).isZero();
            return output;
        }
    }

    private static HttpResponse<String> awaitPaid(SignerFleet fleet, URI signer, String account, int nonce)
            throws Exception {
        byte[] body = SignerFleet.payment(account, nonce, 1);
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            var answer =
                    fleet.post(signer, SignerFleet.PAYMENTS, fleet.token("POST", SignerFleet.PAYMENTS, body), body);
            if (answer.statusCode() == 200) {
                return answer;
            }
            assertThat(System.nanoTime()).as(answer.body()).isLessThan(end);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static String signed(HttpResponse<String> answer) {
        return JsonObject.parse(answer.body()).text("signature");
    }
}
