package dev.quittance.signer.seal;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** What the root is sealed under. */
@ConfigMapping(prefix = "quittance.signer")
public interface SealConfig {
    /** File with this machine's secret, 32 bytes in base64, which is part of what seals the root. It opens nothing alone. */
    Path deviceSecretFile();

    /**
     * File with an approved manifest. The service does not start unless its seal accepts it. Without one it starts on the manifest
     * that it was sealed with, or waits for one.
     */
    Optional<Path> manifestFile();

    /** File with the sealing key of a database from before there were manifests; it becomes the root at the first one. */
    Optional<Path> sealingKeyFile();

    /** Steps of the ceremony taken in a second, questions where it stands among them; anybody may ask. */
    @WithDefault("20")
    int ceremonyPerSecond();
}
