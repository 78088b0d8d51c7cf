package dev.quittance.gateway.reservation;

import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** Finds what nobody works on any more. Whoever acts on it takes the lease first, so that two finders do no harm. */
public final class AbandonedStore {
    private final Sql sql;
    private final int batchMax;

    /** @param batchMax rows of one look */
    public AbandonedStore(DataSource dataSource, int batchMax) {
        this.sql = new Sql(dataSource);
        this.batchMax = batchMax;
    }

    /** A settlement whose outcome nobody waits for, and what the facilitator was asked. */
    public record Question(UUID paymentId, String request) {}

    /** Settlements that are due to be asked for again. */
    public List<Question> settling() {
        var select = """
                select payment_id, settle_request from reservation
                where state = 'SETTLING' and lease_until <= now() and sweep_after <= now()
                order by sweep_after limit ?
                """;
        return sql.run(select, statement -> {
            statement.setInt(1, batchMax);
            var due = new ArrayList<Question>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    due.add(new Question(row.getObject(1, UUID.class), row.getString(2)));
                }
            }
            return due;
        });
    }

    /**
     * What nobody came back for within a time, and withheld answers whose payment has become firm.
     *
     * @param undeliveredAfter how long a client may stay away
     */
    public List<UUID> unclaimed(Duration undeliveredAfter) {
        var select = """
                select payment_id from reservation
                where state in ('RESERVED', 'CONFIRMING', 'EXECUTING', 'HELD') and lease_until <= now()
                  and (updated_at <= now() - ? * interval '1 millisecond'
                       or (state = 'CONFIRMING' and flow = 'AUTHORIZATION' and level >= release_level))
                order by updated_at limit ?
                """;
        return sql.run(select, statement -> {
            statement.setLong(1, undeliveredAfter.toMillis());
            statement.setInt(2, batchMax);
            var ids = new ArrayList<UUID>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    ids.add(row.getObject(1, UUID.class));
                }
            }
            return ids;
        });
    }

    /** Deletes answers whose time is over; how many. */
    public int deleteExpiredAnswers() {
        var delete = """
                delete from stored_answer where payment_id in (
                    select a.payment_id from stored_answer a join reservation r on r.payment_id = a.payment_id
                    where a.expires_at <= now() and r.state in ('DONE', 'UNKNOWN', 'REFUND_DUE')
                    order by a.expires_at limit ?)
                """;
        return sql.run(delete, statement -> {
            statement.setInt(1, batchMax);
            return statement.executeUpdate();
        });
    }

    /** Bytes of all answers that are kept. */
    public long answerBytes() {
        return sql.run("select coalesce(sum(size), 0) from stored_answer", statement -> {
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0L;
            }
        });
    }
}
