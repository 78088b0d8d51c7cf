package dev.quittance.worker.attempt;

/**
 * Gas limits by formula: an estimate of a batch sees no failure inside it and comes out too low.
 *
 * @param perTransfer a transfer by authorization takes 80,000 to 103,000
 * @param perTransaction for what surrounds the transfers
 */
public record GasLimits(long perTransfer, long perTransaction) {
    public long of(int transfers) {
        return Math.addExact(Math.multiplyExact(perTransfer, transfers), perTransaction);
    }
}
