package dev.quittance.schemes.payment;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.abi.ContractCall;
import dev.quittance.evm.abi.Log;
import dev.quittance.evm.registry.Asset;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.json.JsonObject;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** One way to pay, by its rules. Pure: what it wants of the chain is data, and so is what it wants sent. */
public interface Scheme {
    Kind kind();

    /** Whether a payload has this kind's form, whatever it says. */
    boolean hasFormOf(JsonObject payload);

    /**
     * Checks a payment as far as no chain is needed.
     *
     * @param chainTime time of the newest block that was seen, in seconds: the chain's own is never earlier
     */
    Check check(Demand demand, long chainTime);

    /** Judges a payment by what the chain answered to the question that {@link #check} asked. */
    Judgement judge(Demand demand, Question question, View view);

    /**
     * Makes a payment again from its parts.
     *
     * @throws dev.quittance.protocol.MalformedException when they are not of the scheme's form
     */
    Payment payment(Asset asset, Terms terms, Bytes signature, JsonObject extra);

    /**
     * The payment that a payload states, to be looked for on chain: nothing of it is checked but its form, and that it goes by
     * the contracts of this kind.
     *
     * @param amount that is asked for; what the payer signed counts where exactly that moves
     * @throws dev.quittance.protocol.MalformedException when it states none
     */
    Payment stated(Asset asset, JsonObject payload, BigInteger amount);

    /**
     * The authorization that a payload is about, before anything of it is believed.
     *
     * @throws dev.quittance.protocol.MalformedException when it names none
     */
    Authorization authorization(JsonObject payload);

    /** Whether a payer's nonce is spent: used or cancelled. */
    ContractCall<Boolean> spent(Asset asset, Authorization authorization);

    /** The authorization of this kind that a log names as used; empty when its logs name none. */
    default Optional<Authorization> used(Log log) {
        return Optional.empty();
    }

    /** Whether every use of an authorization names it in a log, {@link #used}. */
    default boolean namesUses() {
        return false;
    }

    /**
     * What servers have to pass on to payers, for {@code /supported}; empty when the kind cannot be offered so.
     *
     * @param senders who send settlements
     */
    default Optional<JsonObject> supported(List<Address> senders) {
        return Optional.of(JsonObject.EMPTY);
    }

    /** The extensions of the protocol that it knows. */
    default List<String> extensions() {
        return List.of();
    }

    /** Whose will, and which: what a payer spends once. */
    record Authorization(Address payer, Bytes32 nonce) {}
}
