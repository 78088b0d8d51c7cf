package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.attestation.Challenge;
import dev.quittance.attestation.DocumentVerifier;
import dev.quittance.attestation.Freshness;
import dev.quittance.attestation.LiveSignature;
import dev.quittance.attestation.Refusal;
import dev.quittance.attestation.TrustRoot;
import dev.quittance.attestation.Verification;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.measurement.OwnMeasurement;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(SignerEnvironment.class)
class AttestationTest extends SignerTest {
    @Inject
    OwnMeasurement own;

    @Test
    void givesADocumentOfItselfToAnybody() {
        // Given
        Challenge challenge = Challenge.draw(new SecureRandom());

        // When
        byte[] document = document(challenge);

        // Then
        assertThat(verifier(trust()).verify(document, challenge, Optional.empty()))
                .isInstanceOfSatisfying(
                        Verification.Attested.class,
                        attested -> assertThat(attested.measurement()).isEqualTo(own.measurement()));
    }

    @Test
    void isNotBelievedUnderTheRootOfHardware() {
        // Given
        Challenge challenge = Challenge.draw(new SecureRandom());

        // Then
        assertThat(verifier(new TrustRoot.AwsNitro()).verify(document(challenge), challenge, Optional.empty()))
                .isEqualTo(new Verification.Refused(Refusal.ROOT));
    }

    @Test
    void vouchesForAnswersAndRefusalsAlike() throws Exception {
        // Given
        Challenge challenge = Challenge.draw(new SecureRandom());
        var attested =
                (Verification.Attested) verifier(trust()).verify(document(challenge), challenge, Optional.empty());
        String token = "Bearer " + client().token(alice(), "GET", ACCOUNTS, new byte[0]);

        // When
        HttpResponse<byte[]> answer = send(token);
        HttpResponse<byte[]> refusal = send(token);

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(refusal.statusCode()).isEqualTo(401);
        assertThat(isVouchedFor(attested.liveKey(), token, answer)).isTrue();
        assertThat(isVouchedFor(attested.liveKey(), token, refusal)).isTrue();
        assertThat(isVouchedFor(attested.liveKey(), "Bearer other", answer)).isFalse();
    }

    private HttpResponse<byte[]> send(String authorization) throws Exception {
        var request = HttpRequest.newBuilder(
                        URI.create(config.getValue("test.url", String.class)).resolve(ACCOUNTS))
                .header("Authorization", authorization)
                .header(LiveSignature.KEY_HEADER, "wanted")
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    private static boolean isVouchedFor(byte[] liveKey, String authorization, HttpResponse<byte[]> answer) {
        byte[] signature = Hex.decode(
                answer.headers().firstValue(LiveSignature.SIGNATURE_HEADER).orElseThrow());
        byte[] message = LiveSignature.message(authorization, answer.statusCode(), answer.body());
        return LiveSignature.isGenuine(liveKey, message, signature)
                && answer.headers()
                        .firstValue(LiveSignature.KEY_HEADER)
                        .equals(Optional.of(LiveSignature.keyId(liveKey)));
    }

    @Test
    void refusesNoncesOutOfBounds() {
        for (String nonce : new String[] {"0x" + "00".repeat(15), "0x" + "00".repeat(513), "no hex"}) {
            assertProblem(ask(nonce), 400, "malformed_request");
        }
    }

    @Test
    void refusesOtherMembers() {
        byte[] body =
                "{\"nonce\":\"0x00000000000000000000000000000000\",\"debug\":true}".getBytes(StandardCharsets.UTF_8);

        assertProblem(client().send("POST", "/attestation", body), 400, "malformed_request");
    }

    private byte[] document(Challenge challenge) {
        Answer answer = ask(Hex.encode(challenge.nonce()));
        assertThat(answer.status()).isEqualTo(200);
        return Hex.decode(answer.json().text("document"));
    }

    private Answer ask(String nonce) {
        byte[] body =
                JsonObject.builder().put("nonce", nonce).build().toString().getBytes(StandardCharsets.UTF_8);
        return client().send("POST", "/attestation", body);
    }

    private TrustRoot trust() {
        return TrustRoot.Simulated.parse(config.getValue("test.attestation.root", String.class));
    }

    private DocumentVerifier verifier(TrustRoot root) {
        return new DocumentVerifier(root, Set.of(own.measurement()), Freshness.DEFAULT, InstantSource.system());
    }
}
