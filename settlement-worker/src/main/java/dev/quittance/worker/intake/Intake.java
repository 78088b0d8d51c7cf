package dev.quittance.worker.intake;

import dev.quittance.events.Event;
import dev.quittance.events.EventHandler;
import dev.quittance.events.Inbox;
import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.rpc.Block;
import dev.quittance.schemes.Schemes;
import dev.quittance.worker.chain.Head;
import dev.quittance.worker.settlement.SettlementRequest;
import dev.quittance.worker.settlement.SettlementStore;
import dev.quittance.worker.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/** Takes requests in: the inbox rows and the queued settlements of one poll commit together. */
public final class Intake implements EventHandler {
    private static final String CONSUMER = "settlement-worker";

    private final DataSource dataSource;
    private final Registry registry;
    private final Schemes schemes;
    private final long chainId;
    private final Head head;
    private final SettlementStore settlements;
    private final Runnable queued;

    /**
     * Prepares the intake.
     *
     * @param queued told after a commit that settlements wait for their attempts
     */
    public Intake(
            DataSource dataSource,
            Registry registry,
            Schemes schemes,
            long chainId,
            Head head,
            SettlementStore settlements,
            Runnable queued) {
        this.dataSource = dataSource;
        this.registry = registry;
        this.schemes = schemes;
        this.chainId = chainId;
        this.head = head;
        this.settlements = settlements;
        this.queued = queued;
    }

    @Override
    public void handle(List<Event> events) throws SQLException {
        List<SettlementRequest> requests = events.stream()
                .map(event -> SettlementRequest.parse(event, registry, schemes, chainId))
                .toList();
        Block newest = head.block().orElseThrow(() -> new SQLException("no block is known yet"));
        if (Sql.transaction(dataSource, connection -> accept(connection, requests, newest)) > 0) {
            queued.run();
        }
    }

    private int accept(Connection connection, List<SettlementRequest> requests, Block newest) throws SQLException {
        Set<UUID> first = Inbox.firstTimes(
                connection,
                CONSUMER,
                requests.stream().map(SettlementRequest::eventId).toList());
        var byPayment = new LinkedHashMap<UUID, SettlementRequest>();
        requests.stream()
                .filter(request -> first.contains(request.eventId()))
                .forEach(request -> byPayment.putIfAbsent(request.paymentId(), request));
        return byPayment.isEmpty()
                ? 0
                : settlements.insert(connection, chainId, List.copyOf(byPayment.values()), newest.number());
    }
}
