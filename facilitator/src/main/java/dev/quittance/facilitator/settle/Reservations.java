package dev.quittance.facilitator.settle;

import dev.quittance.facilitator.coalesce.Coalescer;
import dev.quittance.facilitator.coalesce.OverloadedException;
import dev.quittance.facilitator.database.Database;
import dev.quittance.facilitator.outbox.Relay;
import dev.quittance.facilitator.payment.AuthorizationKey;
import dev.quittance.facilitator.payment.Claim;
import dev.quittance.facilitator.payment.Payment;
import dev.quittance.facilitator.payment.PaymentStore;
import dev.quittance.facilitator.payment.Reservation;
import dev.quittance.facilitator.payment.ReservationStore;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** The database's part of a settlement. What is asked of it at the same moment shares one transaction. */
@Singleton
final class Reservations {
    private final Database database;
    private final PaymentStore payments;
    private final ReservationStore reservations;
    private final Relay relay;
    private final Coalescer<AuthorizationKey, Optional<Payment>> finds;
    private final Coalescer<Claim, Reservation> claims;

    Reservations(Database database, PaymentStore payments, Relay relay, SettleConfig config) {
        this.database = database;
        this.payments = payments;
        this.reservations = new ReservationStore(payments);
        this.relay = relay;
        var limits = new Coalescer.Limits(config.batchMax(), config.waitersMax(), config.databaseWaitMax());
        this.finds = new Coalescer<>("find-payments", limits, this::findAll);
        this.claims = new Coalescer<>("reserve-payments", limits, this::reserveAll);
    }

    /**
     * The live payment of an authorization.
     *
     * @throws SQLException when the database is down
     */
    Optional<Payment> find(AuthorizationKey key) throws SQLException, OverloadedException, InterruptedException {
        try {
            return finds.ask(key);
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    /**
     * Reserves a payment and requests its settlement.
     *
     * @throws dev.quittance.facilitator.database.CommitUnknownException when it may have been reserved
     * @throws SQLException when the database is down and nothing was reserved
     */
    Reservation reserve(Claim claim) throws SQLException, OverloadedException, InterruptedException {
        try {
            return claims.ask(claim);
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    private List<Optional<Payment>> findAll(List<AuthorizationKey> keys) throws SQLException {
        Map<AuthorizationKey, Payment> found = database.inTransaction(connection -> payments.findAll(connection, keys));
        return keys.stream().map(key -> Optional.ofNullable(found.get(key))).toList();
    }

    private List<Reservation> reserveAll(List<Claim> batch) throws SQLException {
        List<Reservation> reserved = database.inTransaction(connection -> reservations.reserve(connection, batch));
        relay.wake();
        return reserved;
    }

    private static SQLException failure(ExecutionException e) {
        return switch (e.getCause()) {
            case SQLException sql -> sql;
            case RuntimeException own -> throw own;
            case null, default -> throw new IllegalStateException("the database failed in a way of its own", e);
        };
    }
}
