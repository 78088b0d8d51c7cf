package dev.quittance.attestation.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.attestation.Measurement;
import dev.quittance.attestation.TrustRoot;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AttestedSignerTest {
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void letsVouchedAnswersThroughAndAsksForOneDocument() throws Exception {
        try (var signer = new FakeSigner()) {
            // Given
            AttestedSigner attested = attested(signer, FakeSigner.GENUINE);

            // When
            HttpResponse<byte[]> first = ask(signer, attested);
            HttpResponse<byte[]> second = ask(signer, attested);

            // Then
            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(second.body()).isEqualTo(first.body());
            assertThat(signer.documents).hasValue(1);
        }
    }

    @Test
    void asksNothingOfOtherCode() throws Exception {
        try (var signer = new FakeSigner()) {
            // Given
            signer.measurement = FakeSigner.measurement(9);

            // Then
            assertRefused(
                    signer,
                    attested(signer, FakeSigner.GENUINE),
                    "MEASUREMENT; it does not run what signer-measurements expects");
            assertThat(signer.requests).hasValue(0);
        }
    }

    @Test
    void asksNothingWithoutHardwareWhereHardwareIsExpected() throws Exception {
        try (var signer = new FakeSigner()) {
            // Given
            AttestedSigner attested = new Expectation(new TrustRoot.AwsNitro(), Set.of(FakeSigner.GENUINE))
                    .signer(signer.url(), new SecureRandom(), InstantSource.system(), Duration.ofMinutes(1));

            // Then
            assertRefused(signer, attested, "ROOT; another authority vouches for it than attestation-root.crt");
            assertThat(signer.requests).hasValue(0);
        }
    }

    @Test
    void attestsAgainAfterARestart() throws Exception {
        try (var signer = new FakeSigner()) {
            // Given
            AttestedSigner attested = attested(signer, FakeSigner.GENUINE);
            ask(signer, attested);

            // When
            signer.liveKey = FakeSigner.newKey();

            // Then
            assertThat(ask(signer, attested).statusCode()).isEqualTo(200);
            assertThat(signer.documents).hasValue(2);
        }
    }

    @Test
    void refusesOtherCodeAfterARestart() throws Exception {
        try (var signer = new FakeSigner()) {
            // Given
            AttestedSigner attested = attested(signer, FakeSigner.GENUINE);
            ask(signer, attested);

            // When
            signer.liveKey = FakeSigner.newKey();
            signer.measurement = FakeSigner.measurement(9);

            // Then
            assertRefused(signer, attested, "MEASUREMENT");
        }
    }

    @Test
    void believesTheOldAndTheNewDuringAnUpgrade() throws Exception {
        try (var signer = new FakeSigner()) {
            // Given
            AttestedSigner attested = attested(signer, FakeSigner.GENUINE, FakeSigner.measurement(9));
            ask(signer, attested);

            // When
            signer.liveKey = FakeSigner.newKey();
            signer.measurement = FakeSigner.measurement(9);

            // Then
            assertThat(ask(signer, attested).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void refusesAnswersThatNobodyVouchesFor() throws Exception {
        try (var signer = new FakeSigner()) {
            // Given
            signer.vouches = false;

            // Then
            assertRefused(signer, attested(signer, FakeSigner.GENUINE), "nobody vouches");
        }
    }

    @Test
    void asksForTheNextDocumentWhenTheLastOneIsOld() throws Exception {
        try (var signer = new FakeSigner()) {
            // Given
            AttestedSigner attested = expectation(signer, FakeSigner.GENUINE)
                    .signer(signer.url(), new SecureRandom(), InstantSource.system(), Duration.ZERO);

            // Then: a document that is not believed at all is asked for a bounded number of times
            assertRefused(signer, attested, "no document");
            assertThat(signer.documents.get()).isBetween(2, 6);
        }
    }

    @Test
    void bindsTheDocumentToTheTlsKey() throws Exception {
        TlsIdentity own = TlsIdentity.draw();
        TlsIdentity relay = TlsIdentity.draw();
        try (var signer = new FakeSigner(own.server());
                var relayed = new FakeSigner(relay.server())) {
            // Given: both name the signer's own key, as when a relay passes the signer's documents on
            signer.namedTlsKey = Optional.of(own.certificate().getPublicKey().getEncoded());
            relayed.namedTlsKey = signer.namedTlsKey;

            // Then
            assertThat(ask(signer, attested(signer, FakeSigner.GENUINE), client(own))
                            .statusCode())
                    .isEqualTo(200);
            assertThatThrownBy(() -> ask(relayed, attested(relayed, FakeSigner.GENUINE), client(relay)))
                    .isInstanceOf(SignerNotAttestedException.class)
                    .hasMessageContaining("TLS_KEY");
            assertThat(relayed.requests).hasValue(0);
        }
    }

    private static HttpClient client(TlsIdentity trusted) throws Exception {
        return HttpClient.newBuilder().sslContext(trusted.client()).build();
    }

    private void assertRefused(FakeSigner signer, AttestedSigner attested, String why) {
        assertThatThrownBy(() -> ask(signer, attested))
                .isInstanceOf(SignerNotAttestedException.class)
                .hasMessageContaining(why);
    }

    private HttpResponse<byte[]> ask(FakeSigner signer, AttestedSigner attested) throws Exception {
        return ask(signer, attested, http);
    }

    private static HttpResponse<byte[]> ask(FakeSigner signer, AttestedSigner attested, HttpClient http)
            throws Exception {
        var request = HttpRequest.newBuilder(signer.url().resolve("/v1/thing"))
                .header("Authorization", "Bearer token")
                .build();
        return attested.send(request, each -> http.send(each, BodyHandlers.ofByteArray()));
    }

    private static AttestedSigner attested(FakeSigner signer, Measurement... expected) {
        return expectation(signer, expected)
                .signer(signer.url(), new SecureRandom(), InstantSource.system(), Duration.ofMinutes(1));
    }

    private static Expectation expectation(FakeSigner signer, Measurement... expected) {
        return new Expectation(TrustRoot.Simulated.parse(signer.root.certificatePem()), Set.of(expected));
    }
}
