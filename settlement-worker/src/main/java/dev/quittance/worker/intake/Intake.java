package dev.quittance.worker.intake;

import dev.quittance.events.Event;
import dev.quittance.events.EventHandler;
import dev.quittance.events.Inbox;
import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.rpc.Block;
import dev.quittance.worker.attempt.Allotter;
import dev.quittance.worker.head.Head;
import dev.quittance.worker.settlement.Settlement;
import dev.quittance.worker.settlement.SettlementRequest;
import dev.quittance.worker.settlement.SettlementStore;
import dev.quittance.worker.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/**
 * Takes requests in: inbox row, settlement, lane nonce, attempt and member commit together. A settlement that finds no lane
 * stays queued; {@link #allotQueued} comes back to it.
 */
public final class Intake implements EventHandler {
    private static final String CONSUMER = "settlement-worker";
    private static final int QUEUED_MAX = 100;

    private final DataSource dataSource;
    private final Registry registry;
    private final long chainId;
    private final Head head;
    private final SettlementStore settlements;
    private final Allotter allotter;
    private final Runnable allotted;

    /**
     * Prepares the intake.
     *
     * @param allotted told after a commit that attempts wait to be signed
     */
    public Intake(
            DataSource dataSource,
            Registry registry,
            long chainId,
            Head head,
            SettlementStore settlements,
            Allotter allotter,
            Runnable allotted) {
        this.dataSource = dataSource;
        this.registry = registry;
        this.chainId = chainId;
        this.head = head;
        this.settlements = settlements;
        this.allotter = allotter;
        this.allotted = allotted;
    }

    @Override
    public void handle(List<Event> events) throws SQLException {
        List<SettlementRequest> requests = events.stream()
                .map(event -> SettlementRequest.parse(event, registry, chainId))
                .toList();
        Block newest = head.block().orElseThrow(() -> new SQLException("no block is known yet"));
        Sql.transaction(dataSource, connection -> {
            for (SettlementRequest request : requests) {
                accept(connection, request, newest);
            }
            return requests.size();
        });
        allotted.run();
    }

    private void accept(Connection connection, SettlementRequest request, Block newest) throws SQLException {
        if (!Inbox.firstTime(connection, CONSUMER, request.eventId())
                || !settlements.insert(connection, request, newest.number())) {
            return;
        }
        Settlement settlement = settlements
                .find(connection, request.paymentId())
                .orElseThrow(() -> new SQLException("a settlement just inserted is missing"));
        if (allotter.mayStart(settlement, newest)) {
            allotter.allot(connection, List.of(settlement), newest);
        }
    }

    /** Gives attempts to queued settlements, oldest first, as long as lanes have room. */
    public void allotQueued() throws SQLException {
        var newest = head.block();
        if (newest.isEmpty()) {
            return;
        }
        int count = Sql.transaction(dataSource, connection -> allotQueued(connection, newest.get()));
        if (count > 0) {
            allotted.run();
        }
    }

    private int allotQueued(Connection connection, Block newest) throws SQLException {
        int count = 0;
        for (Settlement settlement :
                settlements.lockQueued(connection, chainId, allotter.attemptsMax(), newest.timestamp(), QUEUED_MAX)) {
            if (allotter.allot(connection, List.of(settlement), newest).isEmpty()) {
                break;
            }
            count++;
        }
        return count;
    }
}
