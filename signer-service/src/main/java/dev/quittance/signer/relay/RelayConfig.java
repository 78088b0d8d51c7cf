package dev.quittance.signer.relay;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** Ceilings of relay transactions: what a compromised caller could burn of a lane's gas money. */
@ConfigMapping(prefix = "quittance.signer.relay")
public interface RelayConfig {
    /** Transfers in one transaction. */
    @WithDefault("100")
    int batchMax();

    /** Gas granted for each transfer; the dearest, to an account without balance, takes 103 000. */
    @WithDefault("120000")
    long gasPerTransfer();

    /** Gas granted once per transaction. */
    @WithDefault("60000")
    long gasBase();

    /** Wei per gas: 20 gwei, far above what Base has asked for. */
    @WithDefault("20000000000")
    BigInteger feePerGasMax();

    /** Wei that a payer's approval of Permit2 may be sent for its gas; 0 sends none: then no transaction carries value. */
    @WithDefault("0")
    BigInteger fundingMax();

    /** Factories whose wallets may be deployed where they pay (ERC-6492), as addresses; none by default. */
    Optional<List<String>> walletFactories();
}
