package dev.quittance.gateway.facilitator;

import dev.quittance.evm.abi.Log;
import dev.quittance.evm.rpc.Receipt;
import dev.quittance.schemes.payment.Payment;
import java.math.BigInteger;
import java.util.Optional;

/** What the chain says of a settlement that a facilitator claims. */
sealed interface Proof {

    /** The money moved, as asked. */
    record Proved(Inclusion inclusion) implements Proof {}

    /** Nothing is known yet, or no node can be asked. */
    record Open(String why) implements Proof {}

    /** The claim cannot be true. */
    record Contradicted(String why) implements Proof {}

    /** Judges an included transaction by its logs; that its block stands is for others to see. */
    static Proof of(Receipt receipt, Payment payment) {
        Optional<Log> transfer = payment.proof(receipt.logs());
        if (!receipt.succeeded() || transfer.isEmpty()) {
            return new Contradicted("the transaction did not settle this payment");
        }
        Log log = transfer.get();
        boolean whole = !log.removed()
                && log.blockHash().equals(receipt.blockHash())
                && log.transactionHash().equals(receipt.transactionHash());
        return whole
                ? new Proved(
                        new Inclusion(BigInteger.valueOf(receipt.blockNumber()), receipt.blockHash(), log.logIndex()))
                : new Open("the node contradicts itself");
    }
}
