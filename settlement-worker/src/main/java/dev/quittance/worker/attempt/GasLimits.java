package dev.quittance.worker.attempt;

import dev.quittance.worker.settlement.Settlement;
import java.util.List;

/**
 * Gas limits by formula: an estimate of a batch sees no failure inside it and comes out too low.
 *
 * @param perTransfer a transfer by authorization takes 80,000 to 103,000
 * @param perTransaction for what surrounds the transfers
 */
public record GasLimits(long perTransfer, long perTransaction) {
    /** The limit of a transaction that carries these, with what they take beyond a transfer. */
    long of(List<Settlement> members) {
        return members.stream()
                .mapToLong(member -> member.payment().settlement().gasBeyond())
                .reduce(of(members.size()), Math::addExact);
    }

    /** The limit of a transaction with so many transfers. */
    public long of(int transfers) {
        return Math.addExact(Math.multiplyExact(perTransfer, transfers), perTransaction);
    }

    /** How many transfers, up to the wanted number, a transaction of at most this gas may have (EIP-7825 caps it). */
    public int fit(int wanted, long gasMax) {
        return (int) Math.max(1, Math.min(wanted, (gasMax - perTransaction) / perTransfer));
    }
}
