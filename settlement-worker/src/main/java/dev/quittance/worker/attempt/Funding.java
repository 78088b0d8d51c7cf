package dev.quittance.worker.attempt;

import dev.quittance.evm.Bytes;
import dev.quittance.protocol.Address;
import java.math.BigInteger;

/**
 * Wei for the gas of a payer's own transaction.
 *
 * @param asset that the transaction calls
 * @param transaction as the payer signed it
 * @param value wei
 */
public record Funding(Address asset, Address payer, Bytes transaction, BigInteger value) {
    /** What every transfer of the chain's own money costs, and all that it may. */
    public static final long GAS = 21_000;

    /** For whom: signatures belong in no log. */
    @Override
    public String toString() {
        return "Funding[payer=" + payer + ", value=" + value + "]";
    }
}
