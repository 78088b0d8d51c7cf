package dev.quittance.evm.rpc;

import dev.quittance.evm.abi.Log;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * What an included transaction did.
 *
 * @param to empty when it created a contract
 * @param succeeded the status; no proof of a payment, which is in the logs
 * @param effectiveGasPrice wei per gas
 */
public record Receipt(
        Bytes32 transactionHash,
        Bytes32 blockHash,
        long blockNumber,
        long transactionIndex,
        Address from,
        Optional<Address> to,
        boolean succeeded,
        long gasUsed,
        BigInteger effectiveGasPrice,
        List<Log> logs) {

    /** Copies the logs. */
    public Receipt {
        logs = List.copyOf(logs);
    }
}
