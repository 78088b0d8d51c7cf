package dev.quittance.signer.seal;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Whose word is believed of a signer that shall follow this one. */
@ConfigMapping(prefix = "quittance.signer.hand-over")
public interface HandOverConfig {
    /**
     * The word nitro for the hardware of AWS, or a PEM file with the certificate of a simulated root. Without it the root is handed
     * to nobody.
     */
    Optional<String> trust();
}
