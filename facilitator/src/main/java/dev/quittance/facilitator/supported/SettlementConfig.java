package dev.quittance.facilitator.supported;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** What is told about the settlement-workers. */
@ConfigMapping(prefix = "quittance.settlement")
interface SettlementConfig {
    /** Addresses of the lanes that send settlements. */
    Optional<List<String>> signers();
}
