package dev.quittance.evm.rpc;

import dev.quittance.evm.Bytes;
import dev.quittance.protocol.Address;
import java.util.Optional;

/**
 * What a transaction asks of the chain.
 *
 * @param to empty when it creates a contract
 */
public record SentCall(Optional<Address> to, Bytes data) {}
