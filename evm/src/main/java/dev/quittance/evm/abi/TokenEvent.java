package dev.quittance.evm.abi;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import java.math.BigInteger;

/** What an EIP-3009 token reports in its logs. */
public sealed interface TokenEvent {
    /** ERC-20: an amount moved. */
    record Transfer(Address from, Address to, BigInteger value) implements TokenEvent {}

    /** EIP-3009: an authorization was spent. */
    record AuthorizationUsed(Address authorizer, Bytes32 nonce) implements TokenEvent {}

    /** EIP-3009: an authorization was cancelled by its signer. */
    record AuthorizationCanceled(Address authorizer, Bytes32 nonce) implements TokenEvent {}
}
