package dev.quittance.signer;

import dev.quittance.attestation.Measurement;
import dev.quittance.attestation.box.BoxKey;
import dev.quittance.attestation.box.BoxRecipient;
import dev.quittance.attestation.manifest.AdminKey;
import dev.quittance.attestation.manifest.AdminSet;
import dev.quittance.attestation.manifest.Envelope;
import dev.quittance.attestation.manifest.HolderSet;
import dev.quittance.attestation.manifest.Manifest;
import dev.quittance.protocol.json.JsonObject;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;

/** The manifest that the tests' signer starts on: its measurement is a fixed one, whatever runs the tests. */
final class TestManifest {
    static final Measurement MEASUREMENT = measurement("5a");

    private TestManifest() {}

    /** All admins approve; three holders that nobody has the keys of, two of whom would be enough. */
    static Envelope first(List<Actor> actors, byte[] principals) {
        var random = new SecureRandom();
        List<BoxRecipient> holders =
                Stream.generate(() -> BoxKey.draw(random).recipient()).limit(3).toList();
        List<Actor> admins =
                actors.stream().filter(actor -> actor.role().equals("admin")).toList();
        var keys = admins.stream()
                .map(admin -> AdminKey.fromJwk(admin.publicJwk()))
                .toList();
        var manifest = new Manifest(
                "signer",
                "0.1.0",
                1,
                MEASUREMENT,
                new AdminSet(keys.size(), keys),
                new HolderSet(2, holders),
                JsonObject.parse(principals).sha256());
        Envelope envelope = new Envelope(manifest, List.of());
        for (Actor admin : admins) {
            envelope = envelope.approved(admin.privateJwk());
        }
        return envelope;
    }

    static Measurement measurement(String octet) {
        String register = "0x" + octet.repeat(Measurement.REGISTER_LENGTH);
        return new Measurement(register, register, register);
    }

    /** In the place of the service's own. */
    static final class Measured {
        @Produces
        @Singleton
        @Alternative
        @Priority(1)
        Measurement measurement() {
            return MEASUREMENT;
        }
    }
}
