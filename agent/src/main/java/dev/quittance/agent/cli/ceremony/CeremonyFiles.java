package dev.quittance.agent.cli.ceremony;

import dev.quittance.attestation.Measurement;
import dev.quittance.attestation.box.BoxKey;
import dev.quittance.attestation.box.BoxRecipient;
import dev.quittance.attestation.manifest.AdminKey;
import dev.quittance.attestation.manifest.Envelope;
import dev.quittance.attestation.manifest.Manifest;
import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The files of a ceremony. */
final class CeremonyFiles {
    private CeremonyFiles() {}

    static Envelope envelope(Path file) throws IOException {
        return Envelope.parse(JsonObject.parse(Files.readAllBytes(file)));
    }

    static Measurement measurement(Path file) throws IOException {
        return Manifest.measurement(JsonObject.parse(Files.readAllBytes(file)));
    }

    /** An admin's key, from its public or its private JWK. */
    static AdminKey admin(Path file) throws IOException {
        return AdminKey.ofPrivateJwk(Files.readString(file));
    }

    /** A holder's key, from its public or its private JWK. */
    static BoxRecipient holder(Path file) throws IOException {
        JsonObject jwk = JsonObject.parse(Files.readAllBytes(file));
        return jwk.has("d") ? BoxKey.fromJwk(jwk.toString()).recipient() : BoxRecipient.fromJwk(jwk);
    }

    /** Replaces the file at once, so that no half of it is ever read. */
    static void write(Path file, Envelope envelope) throws IOException {
        Path next = Files.createTempFile(file.toAbsolutePath().getParent(), "manifest", ".next");
        Files.write(next, (envelope.toJson() + "\n").getBytes(StandardCharsets.UTF_8));
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
