package dev.quittance.signer.account;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;

/** What seals the accounts' keys. */
@ConfigMapping(prefix = "quittance.signer")
public interface AccountConfig {
    /** File with the sealing key: 32 bytes in base64. Whoever has it and the database has every key. */
    Path sealingKeyFile();
}
