package dev.quittance.facilitator.supported;

import dev.quittance.protocol.Address;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** What is told about the settlement-workers. */
@ConfigMapping(prefix = "quittance.settlement")
public interface SettlementConfig {
    /** Addresses of the lanes that send settlements. */
    Optional<List<String>> signers();

    /**
     * Wei that the workers may send a payer who cannot pay for the gas of an approval; 0 when payers bear it. No more than
     * {@code quittance.worker.fundings.max}.
     */
    @WithDefault("0")
    BigInteger fundingMax();

    /** The same, read. */
    default List<Address> senders() {
        return signers().orElse(List.of()).stream().map(Address::parse).toList();
    }
}
