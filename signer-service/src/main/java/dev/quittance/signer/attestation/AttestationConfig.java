package dev.quittance.signer.attestation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** Who attests what runs here. */
@ConfigMapping(prefix = "quittance.signer.attestation")
public interface AttestationConfig {
    /** Where documents come from. */
    @WithDefault("simulated")
    Provider provider();

    /**
     * PEM file with key and certificate of the simulated root. Absent, a root is drawn for this run alone, which no caller can
     * know.
     */
    Optional<Path> rootFile();

    /** The Nitro device. */
    @WithDefault("/dev/nsm")
    Path device();

    /** Documents given in a second; anybody may ask. */
    @WithDefault("50")
    int perSecond();

    /** The kinds of providers. */
    enum Provider {
        /** A key in a file, and the process's word on what it is. */
        SIMULATED,
        /** The Nitro Security Module of an AWS enclave. */
        NITRO
    }
}
