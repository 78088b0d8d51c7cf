package dev.quittance.signer.registration;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;

/** Who is registered. */
@ConfigMapping(prefix = "quittance.signer")
public interface RegistrationConfig {
    /** JSON file of the principals with their public keys and accounts. */
    Path principalsFile();
}
