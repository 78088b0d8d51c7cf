package dev.quittance.signer.principal;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** Who is registered, and what a request has to prove. */
@ConfigMapping(prefix = "quittance.signer")
public interface PrincipalConfig {
    /** JSON file of the principals with their public keys and accounts. */
    Path principalsFile();

    /** Host and port by which callers reach this service, as their tokens must name it. */
    @WithDefault("localhost:8405")
    String authority();

    /** How far a caller's clock may run ahead. */
    @WithDefault("PT2S")
    Duration clockSkewMax();

    /** Largest body in bytes. A batch of 100 transfers needs up to 90 kB. */
    @WithDefault("131072")
    int bodyMax();
}
