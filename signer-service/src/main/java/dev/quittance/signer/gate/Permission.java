package dev.quittance.signer.gate;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.signer.policy.Operation;

/**
 * A journaled permission: what the account's key may now sign, and nothing else.
 *
 * @param validBefore Unix seconds of the transfer as first permitted, which a repeated request gets again; 0 when none
 */
public record Permission(Address account, Operation operation, Bytes32 signingDigest, long validBefore) {}
