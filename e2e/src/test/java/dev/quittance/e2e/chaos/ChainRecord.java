package dev.quittance.e2e.chaos;

import dev.quittance.evm.abi.Eip3009Token;
import dev.quittance.evm.abi.TokenEvent;
import dev.quittance.evm.rpc.EvmNode;
import dev.quittance.evm.rpc.LogFilter;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the chain says at the end: the transaction and log of each payment that moved.
 *
 * @param moved by payer and nonce
 */
record ChainRecord(Map<Key, Moved> moved) {
    record Key(Address payer, Bytes32 nonce) {}

    record Moved(Bytes32 transaction, long block, long transferLog) {}

    static ChainRecord read(EvmNode node, Address tokenAddress) {
        var token = new Eip3009Token(tokenAddress);
        var moved = new HashMap<Key, Moved>();
        node.logs(new LogFilter(tokenAddress, List.of(), 0, node.blockNumber())).forEach(log -> {
            if (token.event(log).orElse(null) instanceof TokenEvent.AuthorizationUsed(var payer, var nonce)) {
                // The token reports the transfer right after the use of its authorization.
                moved.put(
                        new Key(payer, nonce), new Moved(log.transactionHash(), log.blockNumber(), log.logIndex() + 1));
            }
        });
        return new ChainRecord(Map.copyOf(moved));
    }
}
