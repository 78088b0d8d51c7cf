package dev.quittance.worker.lane;

import dev.quittance.evm.rpc.BlockRef;
import dev.quittance.evm.rpc.EvmNode;
import dev.quittance.protocol.Address;
import dev.quittance.worker.sql.Sql;
import java.util.List;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Makes a lane of each relay account that the signer keeps. A new lane starts at the nonce that the chain expects. */
public final class LaneRegistrar {
    private static final Logger LOG = Logger.getLogger(LaneRegistrar.class);

    private final DataSource dataSource;
    private final LaneStore store;
    private final EvmNode node;
    private final long chainId;
    private final Callable<List<Address>> relayAccounts;
    private final LaneKeeper keeper;

    public LaneRegistrar(
            DataSource dataSource,
            LaneStore store,
            EvmNode node,
            long chainId,
            Callable<List<Address>> relayAccounts,
            LaneKeeper keeper) {
        this.dataSource = dataSource;
        this.store = store;
        this.node = node;
        this.chainId = chainId;
        this.relayAccounts = relayAccounts;
        this.keeper = keeper;
    }

    /** One round; an account that cannot be registered now is left for the next. */
    public void register() throws Exception {
        List<Address> accounts = relayAccounts.call();
        if (accounts.isEmpty()) {
            LOG.warn("the signer keeps no relay account for this worker");
        }
        for (Address account : accounts) {
            if (!Sql.transaction(dataSource, connection -> store.knows(connection, chainId, account))) {
                node.requireChainId(chainId);
                long nonce =
                        node.transactionCount(account, BlockRef.Tag.PENDING).longValueExact();
                Sql.transaction(dataSource, connection -> {
                    store.add(connection, chainId, account, nonce);
                    return account;
                });
                LOG.infof("lane %s starts at nonce %d", account, nonce);
            }
        }
        keeper.offer(accounts);
    }
}
