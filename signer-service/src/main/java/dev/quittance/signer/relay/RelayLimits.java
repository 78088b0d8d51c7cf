package dev.quittance.signer.relay;

import java.math.BigInteger;

/**
 * Ceilings on what one transaction may cost its lane.
 *
 * @param batchMax transfers
 * @param gasPerTransfer gas granted for each transfer
 * @param gasBase gas granted once
 * @param feePerGasMax wei
 */
record RelayLimits(int batchMax, long gasPerTransfer, long gasBase, BigInteger feePerGasMax) {
    long gasMax(int transfers) {
        return Math.addExact(gasBase, Math.multiplyExact(gasPerTransfer, transfers));
    }
}
