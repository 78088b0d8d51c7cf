package dev.quittance.gateway.status;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** Where payments show their status, and to which merchants. */
@ConfigMapping(prefix = "quittance.gateway.status")
public interface StatusConfig {

    /** Path below which a payment's id is asked for; never forwarded. */
    @WithDefault("/payments")
    String path();

    /** File of merchants' tokens, one {@code name:sha256-hex-of-token} a line; without it only payers are told. */
    Optional<Path> callersFile();

    /** Questions in work at once, beyond which further ones are turned away. */
    @WithDefault("64")
    int requestsMax();

    /** The address that an id is appended to, for clients who ask {@code origin}. */
    default String url(String origin) {
        return origin + path() + "/";
    }
}
