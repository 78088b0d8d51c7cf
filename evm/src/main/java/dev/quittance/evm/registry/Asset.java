package dev.quittance.evm.registry;

import dev.quittance.protocol.Address;

/**
 * A token that payments may be made in: an EIP-3009 dollar.
 *
 * @param eip712Name name in its EIP-712 domain, which differs between chains
 * @param eip712Version version in its EIP-712 domain
 * @param decimals digits after the point of one whole token; amounts are in the smallest unit
 * @param symbol for people
 */
public record Asset(
        long chainId, Address address, String eip712Name, String eip712Version, int decimals, String symbol) {}
