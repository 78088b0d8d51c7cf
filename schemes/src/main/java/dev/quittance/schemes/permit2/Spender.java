package dev.quittance.schemes.permit2;

import dev.quittance.evm.registry.Chain;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.schemes.payment.Endings;
import dev.quittance.schemes.payment.Kind;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** What a scheme adds to Permit2: a contract that is the only spender of its permits, and what it lets be done with them. */
public interface Spender {
    Kind kind();

    /** Where the contract stands. */
    Address address(Chain chain);

    /**
     * Reads what payers sign for it, as the wire and {@link Permit2Payment#extra} have it.
     *
     * @throws dev.quittance.protocol.MalformedException when a member is missing or of the wrong form
     */
    Witness witness(JsonObject json);

    /** ABI types of what its {@code settle} takes between the permit and the signature. */
    String argumentTypes();

    /** What it takes there. */
    List<Bytes32> arguments(Address payer, BigInteger amount, Witness witness);

    /** Why more than is permitted is not taken; empty when exactly what is permitted is taken, and never less. */
    Optional<ErrorReason> metered();

    /** What a payload of another scheme is called. */
    ErrorReason otherScheme();

    /** What a payload for another network is called. */
    ErrorReason otherNetwork();

    /** What is wrong with a sender who is none of ours; empty when anybody may send. */
    Optional<ErrorReason> otherSender();

    Endings endings();

    /** See {@link dev.quittance.schemes.payment.Scheme#supported}. */
    Optional<JsonObject> supported(List<Address> senders);
}
