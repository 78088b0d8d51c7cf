package dev.quittance.agent.log;

import static dev.quittance.agent.FakeGateway.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.agent.FakeGateway;
import dev.quittance.agent.signing.SignerConnection;
import dev.quittance.devstack.LogAuthor;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Sha256;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.token.RequestTokenSigner;
import dev.quittance.transparency.Anchor;
import dev.quittance.transparency.LogFault;
import dev.quittance.transparency.LogFaultException;
import dev.quittance.transparency.Presentation;
import dev.quittance.transparency.TreeHash;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogWitnessTest {
    private static final LogAuthor AUTHOR = new LogAuthor();
    private static final byte[] SIGNATURE = new byte[65];
    private static final String PERMITTED =
            "{\"kind\":\"permitted\",\"signature\":\"" + Sha256.hash(SIGNATURE) + "\",\"v\":1}";
    private static final Bytes32 FIRST = LogAuthor.leaf("{\"kind\":\"began\",\"v\":1}");
    private static final Bytes32 SECOND = LogAuthor.leaf(PERMITTED);
    private static final Bytes32 OTHER = LogAuthor.leaf("{\"kind\":\"denied\",\"v\":1}");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void keepsTheFirstCheckpointAndThenWhatBeginsWithIt() throws Exception {
        try (var signer = new FakeGateway(given(1, FIRST), given(2, TreeHash.node(FIRST, SECOND), SECOND))) {
            LogWitness witness = witness(signer);

            Optional<Anchor> first = witness.present();
            Optional<Anchor> second = witness.present();

            assertThat(first.orElseThrow().checkpoint().size()).isEqualTo(1);
            assertThat(second.orElseThrow().checkpoint().size()).isEqualTo(2);
            assertThat(seen().newest()).isEqualTo(second);
            assertThat(signer.seen())
                    .allSatisfy(asked -> assertThat(asked.path()).isEqualTo(Presentation.PATH));
            assertThat(JsonObject.parse(signer.seen().getLast().body())).isEqualTo(new Presentation(first).toJson());
        }
    }

    @Test
    void refusesAnotherLogAndKeepsWhatItSaw() throws Exception {
        try (var signer = new FakeGateway(given(1, FIRST), given(1, OTHER))) {
            LogWitness witness = witness(signer);
            Optional<Anchor> kept = witness.present();

            assertFault(witness, LogFault.FORKED);

            assertThat(seen().newest()).isEqualTo(kept);
        }
    }

    @Test
    void believesTheSignerThatSaysThatItsDatabaseIsNotWhatItWas() throws Exception {
        try (var signer = new FakeGateway(
                given(1, FIRST),
                answer(409, "{\"code\":\"log_rolled_back\",\"detail\":\"it is shorter\"}"),
                answer(409, "{\"code\":\"log_forked\",\"detail\":\"it is another\"}"))) {
            LogWitness witness = witness(signer);
            Optional<Anchor> kept = witness.present();

            assertFault(witness, LogFault.ROLLED_BACK);
            assertFault(witness, LogFault.FORKED);
            assertThat(seen().newest()).isEqualTo(kept);
        }
    }

    @Test
    void keepsWhatItSawWhileTheSignerSaysNothing() throws Exception {
        try (var signer =
                new FakeGateway(given(1, FIRST), FakeGateway.hangUp(), answer(503, "{\"code\":\"standby\"}"))) {
            LogWitness witness = witness(signer);
            Optional<Anchor> kept = witness.present();

            assertThat(witness.present()).isEqualTo(kept);
            assertThat(witness.present()).isEqualTo(kept);
        }
    }

    @Test
    void cannotUseAnAnswerOfAnotherForm() throws Exception {
        try (var signer = new FakeGateway(answer(200, "{\"checkpoint\":7}"))) {
            LogWitness witness = witness(signer);

            assertThatThrownBy(witness::present).isInstanceOf(IOException.class).hasMessageContaining("cannot be read");
            assertThat(seen().newest()).isEmpty();
        }
    }

    @Test
    void showsTheEntryOfASignatureByItsProof() throws Exception {
        try (var signer = new FakeGateway(
                answer(200, proved(PERMITTED, FIRST)), answer(200, proved(PERMITTED, OTHER)), answer(404, "{}"))) {
            LogWitness witness = witness(signer);

            assertThat(witness.entryOf(SIGNATURE)).contains(JsonObject.parse(PERMITTED));
            assertThat(signer.seen().getFirst().path()).isEqualTo("/v1/log/signatures/" + Sha256.hash(SIGNATURE));
            assertThatThrownBy(() -> witness.entryOf(SIGNATURE))
                    .isInstanceOfSatisfying(
                            LogFaultException.class, e -> assertThat(e.fault()).isEqualTo(LogFault.INCLUSION_WRONG));
            assertThat(witness.entryOf(SIGNATURE)).isEmpty();
        }
    }

    @Test
    void refusesTheEntryOfAnotherSignature() throws Exception {
        try (var signer = new FakeGateway(answer(200, proved(PERMITTED, FIRST)))) {
            byte[] other = SIGNATURE.clone();
            other[0] = 1;

            assertThatThrownBy(() -> witness(signer).entryOf(other))
                    .isInstanceOf(LogFaultException.class)
                    .hasMessageContaining("another signature");
        }
    }

    private static String proved(String entry, Bytes32 sibling) {
        return JsonObject.builder()
                .put("entry", entry)
                .put("index", 1)
                .putTexts("proof", List.of(sibling.toString()))
                .put("checkpoint", AUTHOR.note(2, TreeHash.node(FIRST, SECOND)))
                .put("key", AUTHOR.key())
                .build()
                .toString();
    }

    private static void assertFault(LogWitness witness, LogFault fault) {
        assertThatThrownBy(witness::present)
                .isInstanceOfSatisfying(
                        LogFaultException.class, e -> assertThat(e.fault()).isEqualTo(fault));
    }

    private SeenLog seen() {
        return new SeenLog(folder.resolve("log/seen.json"));
    }

    private LogWitness witness(FakeGateway signer) throws JoseException {
        var key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
        key.setKeyId("scout-1");
        var tokens = new RequestTokenSigner(
                "scout", key.toJson(OutputControlLevel.INCLUDE_PRIVATE), new SecureRandom(), InstantSource.system());
        return new LogWitness(new SignerConnection(HttpClient.newHttpClient(), signer.uri(""), tokens), seen());
    }

    private static FakeGateway.Answer given(long size, Bytes32 root, Bytes32... consistency) {
        return answer(200, AUTHOR.reception(size, root, consistency));
    }
}
