package dev.quittance.gateway.facilitator;

import dev.quittance.evm.abi.Log;
import dev.quittance.evm.rpc.Receipt;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.protocol.x402.PaymentRequirements;
import dev.quittance.schemes.exact.eip3009.Eip3009Proof;
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

    /**
     * The authorization of a request, when it pays exactly what the offer asks.
     *
     * @return empty when it moves another amount or to somebody else
     */
    static Optional<TransferAuthorization> paying(FacilitatorRequest request) {
        PaymentRequirements offer = request.paymentRequirements();
        try {
            var authorization = TransferAuthorization.fromJson(
                    request.paymentPayload().payload().object("authorization"));
            return Optional.of(authorization)
                    .filter(pays -> pays.to().equals(Address.parse(offer.payTo())))
                    .filter(pays -> pays.value().equals(offer.amount()));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    /** Judges an included transaction by its logs; that its block stands is for others to see. */
    static Proof of(Receipt receipt, Address token, TransferAuthorization authorization) {
        Optional<Log> transfer = new Eip3009Proof(token, authorization).find(receipt.logs());
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
