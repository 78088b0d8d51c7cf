package dev.quittance.signer.seal;

import dev.quittance.attestation.Measurement;
import dev.quittance.attestation.manifest.AdminKey;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.principal.PrincipalConfig;
import dev.quittance.signer.principal.PrincipalKey;
import dev.quittance.signer.principal.PrincipalsFile;
import dev.quittance.signer.principal.Role;
import dev.quittance.vitals.SecretFile;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Looks around where this process runs. */
@Singleton
final class OwnPlace {
    private final Measurement measurement;
    private final Path principalsFile;

    OwnPlace(Measurement measurement, PrincipalConfig config) {
        this.measurement = measurement;
        this.principalsFile = config.principalsFile();
    }

    Place look() {
        byte[] file = SecretFile.bytes(principalsFile, "quittance.signer.principals-file");
        try {
            var admins = PrincipalsFile.parse(file).stream()
                    .filter(principal -> principal.role() == Role.ADMIN)
                    .flatMap(principal -> principal.keys().stream())
                    .map(PrincipalKey::toJwk)
                    .map(AdminKey::fromJwk)
                    .collect(Collectors.toUnmodifiableSet());
            return new Place(measurement, JsonObject.parse(file).sha256(), admins);
        } catch (MalformedException e) {
            throw new ConfigurationException("the principals file " + principalsFile + ": " + e.getMessage()
                    + "; correct it, or quittance.signer.principals-file");
        }
    }
}
