package dev.quittance.facilitator.payment;

import dev.quittance.protocol.Address;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * How many payments may be open at once that wait for transactions of their payers' own: each is looked after until its
 * authorization is over, and costs its payer nothing.
 *
 * @param perPayer of one payer
 * @param total of all payers together
 */
public record Preparing(int perPayer, int total) {
    /** Replicas count one after the other, so that none passes the limit. */
    private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended('preparing', 0))";

    private static final String COUNT = """
            select count(*) filter (where payer = ?), count(*) from payment
            where preparing and state in ('RESERVED', 'SUBMITTING', 'BROADCAST', 'REORGED')""";

    /** Whether there is room for one more, beside those of this transaction that are not written yet. */
    boolean hasRoom(Connection connection, Address payer, List<Address> unwritten) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(LOCK);
                PreparedStatement count = connection.prepareStatement(COUNT)) {
            lock.execute();
            count.setBytes(1, payer.toByteArray());
            try (ResultSet row = count.executeQuery()) {
                row.next();
                long ofPayer = row.getLong(1)
                        + unwritten.stream().filter(payer::equals).count();
                return ofPayer < perPayer && row.getLong(2) + unwritten.size() < total;
            }
        }
    }
}
