package dev.quittance.signer.seal;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Whose word is believed of a signer that shall follow this one. */
@ConfigMapping(prefix = "quittance.signer.hand-over")
public interface HandOverConfig {
    /**
     * Who vouches for the signer that follows: {@code aws-nitro}, or the PEM file of a simulated root's certificate. Without it the
     * root is handed to nobody.
     */
    Optional<String> trustRoot();
}
