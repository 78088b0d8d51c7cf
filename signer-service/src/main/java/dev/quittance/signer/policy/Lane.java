package dev.quittance.signer.policy;

import dev.quittance.protocol.Address;

/**
 * One relay account on one chain.
 *
 * @param chainId EIP-155 number
 */
public record Lane(Address account, long chainId) {}
