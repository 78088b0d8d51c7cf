package dev.quittance.facilitator.caller;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Who may ask. */
@ConfigMapping(prefix = "quittance")
interface CallerConfig {
    /** Lines of {@code name:digest}, the digest being the SHA-256 of the caller's token in hexadecimal. */
    Optional<Path> callersFile();
}
