package dev.quittance.gateway.follow;

import dev.quittance.events.Event;
import dev.quittance.events.EventHandler;
import dev.quittance.events.Inbox;
import dev.quittance.gateway.database.Transactions;
import dev.quittance.gateway.receipt.Receipts;
import dev.quittance.gateway.route.Level;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Writes what becomes of payments into the timelines and levels of their reservations. Nothing that was served is unserved: a
 * level falls, the timeline shows it. Payments of others pass.
 */
public final class PaymentFollower implements EventHandler {
    private static final String CONSUMER = "payment.events";

    private static final String NOTE = """
            with changed as (
                update reservation
                set sequence = sequence + 1,
                    level = case when ? > payment_sequence then ?::payment_level else level end,
                    payment_sequence = greatest(payment_sequence, ?),
                    facilitator_payment_id = coalesce(facilitator_payment_id, ?)
                where chain_id = ? and token = ? and payer = ? and nonce = ?
                returning payment_id, sequence, state)
            insert into reservation_event (payment_id, sequence, type, from_state, to_state, data)
            select payment_id, sequence, ?, state, state, ?::jsonb from changed
            returning payment_id, to_state
            """;

    /** A payment that is dead before anything was given for it is no payment; its authorization may be shown again. */
    private static final String FREE = """
            with changed as (
                delete from reservation where payment_id = ? and state = 'CONFIRMING' and level = 'NONE'
                returning payment_id, sequence + 1 as sequence)
            insert into reservation_event (payment_id, sequence, type, from_state, data)
            select payment_id, sequence, 'freed', 'CONFIRMING', '{"reason":"payment_lost"}' from changed
            """;

    private final DataSource dataSource;
    private final Receipts receipts;
    private final Counter lost;

    public PaymentFollower(DataSource dataSource, Receipts receipts, MeterRegistry metrics) {
        this.dataSource = dataSource;
        this.receipts = receipts;
        lost = metrics.counter("quittance.gateway.payments.lost");
    }

    @Override
    public void handle(List<Event> events) throws SQLException {
        var news = new ArrayList<PaymentNews>();
        for (Event event : events) {
            PaymentNews.of(event).ifPresent(news::add);
        }
        if (news.isEmpty()) {
            return;
        }
        lost.increment(Transactions.run(dataSource, connection -> take(connection, news)));
    }

    private int take(Connection connection, List<PaymentNews> news) throws SQLException {
        var ids = news.stream().map(PaymentNews::eventId).toList();
        var first = Inbox.firstTimes(connection, CONSUMER, ids);
        int losses = 0;
        for (PaymentNews each : news) {
            if (!first.remove(each.eventId())) {
                continue;
            }
            var ours = note(connection, each);
            var standing = each.standing();
            if (ours.isPresent() && standing.isPresent()) {
                receipts.stands(connection, ours.get(), standing.get());
            }
            if (ours.isPresent() && each.kind() == PaymentNews.Kind.LOST) {
                losses++;
            }
            if (ours.isPresent() && each.kind().isDead()) {
                free(connection, ours.get());
            }
        }
        return losses;
    }

    private static Optional<UUID> note(Connection connection, PaymentNews news) throws SQLException {
        try (var statement = connection.prepareStatement(NOTE)) {
            statement.setLong(1, news.sequence());
            statement.setString(2, news.kind().level().map(Level::name).orElse("NONE"));
            statement.setLong(3, news.sequence());
            statement.setObject(4, news.facilitatorPaymentId(), Types.OTHER);
            statement.setLong(5, news.key().chainId());
            statement.setBytes(6, news.key().token().toByteArray());
            statement.setBytes(7, news.key().payer().toByteArray());
            statement.setBytes(8, news.key().nonce().toByteArray());
            statement.setString(9, news.entry());
            statement.setString(10, news.data().toString());
            try (var row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getObject(1, UUID.class)) : Optional.empty();
            }
        }
    }

    private static void free(Connection connection, UUID paymentId) throws SQLException {
        try (var statement = connection.prepareStatement(FREE)) {
            statement.setObject(1, paymentId);
            statement.executeUpdate();
        }
    }
}
