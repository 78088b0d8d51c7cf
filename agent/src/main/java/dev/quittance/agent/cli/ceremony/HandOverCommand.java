package dev.quittance.agent.cli.ceremony;

import dev.quittance.agent.ceremony.AttestedRun;
import dev.quittance.agent.ceremony.CeremonyClient;
import dev.quittance.agent.ceremony.CeremonyRefusedException;
import dev.quittance.agent.ceremony.CeremonyState;
import dev.quittance.agent.signing.SignerConnection;
import dev.quittance.agent.signing.SignerTls;
import dev.quittance.attestation.box.Box;
import dev.quittance.attestation.manifest.Envelope;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.token.RequestTokenSigner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Carries the root from the signer that has it to the one that follows. */
@Command(
        name = "hand-over",
        description =
                "Carries the root from a signer that has it to the next one (--signer), which shows it its attestation.")
final class HandOverCommand extends SignerStep {
    @Option(names = "--from", paramLabel = "URL", required = true, description = "The signer that has the root.")
    private URI from = URI.create("");

    @Option(
            names = "--from-ca-file",
            paramLabel = "FILE",
            description = "PEM certificates by which that signer is known; default: those of the JDK.")
    private Optional<Path> fromCaFile = Optional.empty();

    @Option(names = "--admin", paramLabel = "NAME", required = true, description = "The admin who asks that signer.")
    private String admin = "";

    @Option(
            names = "--admin-key-file",
            paramLabel = "FILE",
            required = true,
            description = "The admin's private key as a JSON Web Key of P-256 or Ed25519.")
    private Path key = Path.of("");

    @Override
    void run(CeremonyClient next, Optional<AttestedRun> run)
            throws IOException, InterruptedException, CeremonyRefusedException {
        var tls = new SignerTls(fromCaFile, Optional.empty(), Optional.empty());
        var tokens = new RequestTokenSigner(admin, Files.readString(key), new SecureRandom(), InstantSource.system());
        var before = new SignerConnection(tls.httpClient(), from, tokens);
        CeremonyState state = next.state();
        Envelope awaited = state.awaited()
                .orElseThrow(() -> new CeremonyRefusedException("the next signer does not wait for its root"));
        String nonce = ask(before, "/v1/hand-over/challenges", JsonObject.EMPTY).text("nonce");
        var shown = JsonObject.builder()
                .put("manifest", awaited.toJson())
                .put("document", next.document(nonce))
                .put("ceremonyKey", state.key().toJson())
                .build();
        tell(next.inherit(Box.parse(ask(before, "/v1/hand-over", shown).text("box"))));
    }

    private static JsonObject ask(SignerConnection signer, String path, JsonObject body)
            throws IOException, InterruptedException, CeremonyRefusedException {
        HttpResponse<byte[]> answer = signer.send("POST", path, body.toString().getBytes(StandardCharsets.UTF_8));
        JsonObject json = JsonObject.parse(answer.body());
        if (answer.statusCode() != 200) {
            throw new CeremonyRefusedException(json.optionalText("code").orElse("status " + answer.statusCode()) + ": "
                    + json.optionalText("detail").orElse("no detail"));
        }
        return json;
    }
}
