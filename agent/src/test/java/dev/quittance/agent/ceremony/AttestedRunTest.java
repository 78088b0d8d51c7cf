package dev.quittance.agent.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.agent.FakeGateway;
import dev.quittance.attestation.Measurement;
import dev.quittance.attestation.TrustRoot;
import dev.quittance.attestation.UserData;
import dev.quittance.attestation.box.BoxKey;
import dev.quittance.attestation.caller.Expectation;
import dev.quittance.attestation.ceremony.CeremonyKeyProof;
import dev.quittance.attestation.manifest.AdminKey;
import dev.quittance.attestation.manifest.AdminSet;
import dev.quittance.attestation.manifest.HolderSet;
import dev.quittance.attestation.manifest.Manifest;
import dev.quittance.attestation.simulation.SimulatedModule;
import dev.quittance.attestation.simulation.SimulatedRoot;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.json.JsonObject;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.junit.jupiter.api.Test;

/** Whether a holder closes its share for a signer is decided by the signer's document, over a nonce of the holder's own. */
class AttestedRunTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final InstantSource CLOCK = InstantSource.system();
    private static final Measurement GENUINE = measurement("5a");

    private final SimulatedRoot root = SimulatedRoot.draw(RANDOM, CLOCK.instant());
    private final KeyPair live = keyPair();
    private final BoxKey ceremony = BoxKey.draw(RANDOM);
    private final Manifest awaited = manifest(2);

    @Test
    void givesTheKeyOfTheRunThatIsExpected() throws Exception {
        try (var signer = new FakeGateway(attests(GENUINE, awaited))) {
            AttestedRun run = client(signer).attest(expected(GENUINE));

            assertThat(run.key(awaited, proof(live))).isEqualTo(ceremony.recipient());
        }
    }

    @Test
    void refusesOtherCodeAndAnotherRoot() throws Exception {
        try (var signer = new FakeGateway(attests(measurement("6b"), awaited))) {
            assertThatThrownBy(() -> client(signer).attest(expected(GENUINE)))
                    .isInstanceOf(CeremonyRefusedException.class)
                    .hasMessageStartingWith("the signer is not attested: MEASUREMENT");
            assertThatThrownBy(() ->
                            client(signer).attest(new Expectation(new TrustRoot.AwsNitro(), Set.of(measurement("6b")))))
                    .isInstanceOf(CeremonyRefusedException.class)
                    .hasMessageStartingWith("the signer is not attested: ROOT");
        }
    }

    @Test
    void refusesADocumentOfBefore() throws Exception {
        try (var signer = new FakeGateway(answers(GENUINE, awaited, "0x" + "77".repeat(32)))) {
            assertThatThrownBy(() -> client(signer).attest(expected(GENUINE)))
                    .isInstanceOf(CeremonyRefusedException.class)
                    .hasMessageStartingWith("the signer is not attested: NONCE");
        }
    }

    @Test
    void refusesASignerThatGivesNoDocument() throws Exception {
        try (var signer = new FakeGateway(FakeGateway.answer(404, "{}"))) {
            assertThatThrownBy(() -> client(signer).attest(expected(GENUINE)))
                    .isInstanceOf(CeremonyRefusedException.class)
                    .hasMessageContaining("404");
        }
    }

    @Test
    void refusesAnotherManifestAndTheKeyOfAnotherRun() throws Exception {
        try (var signer = new FakeGateway(attests(GENUINE, awaited))) {
            AttestedRun run = client(signer).attest(expected(GENUINE));

            assertThatThrownBy(() -> run.key(manifest(3), proof(live)))
                    .isInstanceOf(CeremonyRefusedException.class)
                    .hasMessageStartingWith("the signer's document names another manifest: 0x");
            assertThatThrownBy(() -> run.key(awaited, proof(keyPair())))
                    .isInstanceOf(CeremonyRefusedException.class)
                    .hasMessageContaining("did not sign the ceremony key");
        }
    }

    private static CeremonyClient client(FakeGateway signer) {
        return new CeremonyClient(HttpClient.newHttpClient(), signer.uri(""));
    }

    private Expectation expected(Measurement measurement) {
        return new Expectation(TrustRoot.Simulated.parse(root.certificatePem()), Set.of(measurement));
    }

    private FakeGateway.Answer attests(Measurement measurement, Manifest manifest) {
        return answers(measurement, manifest, "");
    }

    /** With another nonce than the one asked for, unless that is empty. */
    private FakeGateway.Answer answers(Measurement measurement, Manifest manifest, String nonce) {
        return exchange -> {
            String asked =
                    JsonObject.parse(exchange.getRequestBody().readAllBytes()).text("nonce");
            byte[] document = new SimulatedModule(root, "signer", CLOCK)
                    .document(
                            measurement,
                            Hex.decode(nonce.isEmpty() ? asked : nonce),
                            live.getPublic().getEncoded(),
                            new UserData(Optional.of(manifest.hash()), Optional.empty()).encode());
            FakeGateway.answer(
                            200,
                            JsonObject.builder()
                                    .put("document", Hex.encode(document))
                                    .build()
                                    .toString())
                    .write(exchange);
        };
    }

    private CeremonyKeyProof proof(KeyPair signer) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(signer.getPrivate());
            signature.update(CeremonyKeyProof.message(ceremony.recipient()));
            return new CeremonyKeyProof(
                    ceremony.recipient(),
                    Hex.encode(signature.sign()),
                    Hex.encode(signer.getPublic().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Manifest manifest(long number) {
        try {
            OctetKeyPairJsonWebKey key = OkpJwkGenerator.generateJwk(OctetKeyPairJsonWebKey.SUBTYPE_ED25519);
            key.setKeyId("ada");
            return new Manifest(
                    "signer",
                    "0.1.0",
                    number,
                    GENUINE,
                    new AdminSet(1, List.of(AdminKey.ofPrivateJwk(key.toJson(OutputControlLevel.INCLUDE_PRIVATE)))),
                    new HolderSet(1, List.of(BoxKey.draw(RANDOM).recipient())),
                    Bytes32.parse("0x" + "aa".repeat(32)));
        } catch (org.jose4j.lang.JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Measurement measurement(String octet) {
        String register = "0x" + octet.repeat(Measurement.REGISTER_LENGTH);
        return new Measurement(register, register, register);
    }

    private static KeyPair keyPair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
