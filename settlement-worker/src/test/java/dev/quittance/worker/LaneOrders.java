package dev.quittance.worker;

import dev.quittance.devstack.Chain;
import dev.quittance.protocol.Address;
import dev.quittance.worker.lane.LaneStore;
import dev.quittance.worker.sql.Sql;
import java.sql.SQLException;

/** What an operator orders, without the HTTP around it. */
final class LaneOrders {
    private final Suite suite;
    private final LaneStore lanes = new LaneStore();

    LaneOrders(Suite suite) {
        this.suite = suite;
    }

    void drain(Address lane) {
        order(connection -> lanes.drain(connection, Chain.CHAIN_ID, lane));
    }

    void restore(Address lane) {
        order(connection -> lanes.restore(connection, Chain.CHAIN_ID, lane));
    }

    private void order(Sql.Work<Boolean> order) {
        try {
            if (!Sql.transaction(suite.dataSource, order)) {
                throw new AssertionError("the order changed nothing");
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
