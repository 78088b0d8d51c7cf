package dev.quittance.schemes.payment;

import dev.quittance.evm.abi.ContractCall;
import dev.quittance.protocol.Address;
import java.util.List;
import java.util.Optional;

/**
 * What to ask the chain of a payment, all at one block.
 *
 * @param facts reads that nothing changes
 * @param simulation what a settlement would run, in its order; empty when that cannot be tried beforehand
 * @param sender in whose name the simulation runs; anybody's when empty
 * @param runsCode whether code of the payer's choice runs, which may use up a request's gas
 */
public record Question(
        Payment payment,
        List<ContractCall<?>> facts,
        List<ContractCall<?>> simulation,
        Optional<Address> sender,
        boolean runsCode) {
    /** Copies the lists. */
    public Question {
        facts = List.copyOf(facts);
        simulation = List.copyOf(simulation);
        if (sender.isPresent() && simulation.size() != 1) {
            throw new IllegalArgumentException("one sender, one call");
        }
    }

    /** Whether the simulation cannot be part of a call that asks about many payments. */
    public boolean isApart() {
        return sender.isPresent() || payment.preparation().isPresent();
    }

    public Address payer() {
        return payment.terms().payer();
    }
}
