package dev.quittance.facilitator.stack;

import dev.quittance.facilitator.payment.AuthorizationKey;
import dev.quittance.facilitator.payment.Payment;
import dev.quittance.facilitator.payment.PaymentEvent;
import dev.quittance.facilitator.payment.PaymentStore;
import dev.quittance.protocol.Address;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What the facilitator has stored, seen past it. */
public final class Rows {
    private static final String ROLE = "facilitator";

    private Rows() {}

    public static Connection connect() throws SQLException {
        return FacilitatorStack.postgres().connect(ROLE);
    }

    public static Optional<Payment> payment(Offer offer) throws SQLException {
        var key = new AuthorizationKey(
                84532,
                Address.parse(Offer.TOKEN),
                offer.payer(),
                offer.authorization().nonce());
        try (Connection connection = connect()) {
            return new PaymentStore(InstantSource.system()).find(connection, key);
        }
    }

    /** The one payment of a payer. */
    public static UUID idOf(Address payer) throws SQLException {
        try (Connection connection = connect();
                var select = connection.prepareStatement("select id from payment where payer = ?")) {
            select.setBytes(1, payer.toByteArray());
            try (var rows = select.executeQuery()) {
                rows.next();
                return rows.getObject(1, UUID.class);
            }
        }
    }

    public static List<PaymentEvent> log(UUID paymentId) throws SQLException {
        try (Connection connection = connect()) {
            return new PaymentStore(InstantSource.system()).log(connection, paymentId);
        }
    }

    /** All rows that could move money: payments, their events, and requests that wait in the outbox. */
    public static long count() throws SQLException {
        return number("""
                select (select count(*) from payment) + (select count(*) from payment_event)
                    + (select count(*) from outbox)""");
    }

    public static long outbox() throws SQLException {
        return number("select count(*) from outbox");
    }

    public static void execute(String statement) throws SQLException {
        try (Connection connection = connect();
                var any = connection.createStatement()) {
            any.execute(statement);
        }
    }

    /** One number that a query finds. */
    public static long number(String query) throws SQLException {
        try (Connection connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
