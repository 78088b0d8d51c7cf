package dev.quittance.facilitator.payment;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;

/** What identifies an authorization on chain (EIP-3009): never its signature, whose bytes can be changed by anybody. */
public record AuthorizationKey(long chainId, Address token, Address payer, Bytes32 nonce) {}
