package dev.quittance.facilitator.payment;

import dev.quittance.protocol.Bytes32;
import java.math.BigInteger;

/** The proof of a settlement: the place of its Transfer log on chain. */
public record Inclusion(Bytes32 transaction, BigInteger blockNumber, Bytes32 blockHash, long logIndex) {}
