package dev.quittance.facilitator.supported;

import dev.quittance.protocol.Address;
import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** What is told about the settlement-workers. */
@ConfigMapping(prefix = "quittance.settlement")
public interface SettlementConfig {
    /** Addresses of the lanes that send settlements. */
    Optional<List<String>> signers();

    /** The same, read. */
    default List<Address> senders() {
        return signers().orElse(List.of()).stream().map(Address::parse).toList();
    }
}
