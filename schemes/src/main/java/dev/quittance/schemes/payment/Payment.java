package dev.quittance.schemes.payment;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.abi.ContractCall;
import dev.quittance.evm.abi.Log;
import dev.quittance.evm.registry.Asset;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.json.JsonObject;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * A payment in facts: what moves, the proof of the payer's will, and what follows from them. Two payments are the same when
 * asset, payer and nonce are; the signature is no part of a payment's identity. It holds a signature, so it never prints it.
 */
public interface Payment {
    Kind kind();

    Asset asset();

    Terms terms();

    /** As the chain takes it: 65 bytes for a key, anything for a contract wallet (ERC-1271). */
    Bytes signature();

    /** What the scheme needs beside terms and signature to make the payment again; mostly nothing. */
    JsonObject extra();

    /** What the payer has to have on chain before it can settle; mostly nothing. */
    default Optional<Preparation> preparation() {
        return Optional.empty();
    }

    /** What limits the payer beside the balance, for all payments of this kind together; mostly nothing. */
    default Optional<ContractCall<BigInteger>> limit() {
        return Optional.empty();
    }

    /** What puts it on chain. */
    SettlementCall settlement();

    /** Whether its nonce is spent: used or cancelled. */
    ContractCall<Boolean> spent();

    /** Where spending the nonce leaves logs. */
    List<Trace> traces();

    /**
     * Finds the {@code Transfer} that is the proof of this payment among the logs of one transaction, in order: of one that
     * spent its nonce. A transaction's status proves nothing.
     */
    Optional<Log> proof(List<Log> logs);

    /** Whether a call that a stranger's transaction makes, and nothing else, is this payment's settlement. */
    boolean isSettledBy(Address to, Bytes data);

    /** What to call its end when it will never settle. */
    Endings endings();
}
