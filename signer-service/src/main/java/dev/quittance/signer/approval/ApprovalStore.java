package dev.quittance.signer.approval;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.signer.policy.SpendFact;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Requests for approval and their approvals in the database. Every method works in the caller's transaction. */
@Singleton
public final class ApprovalStore {
    private static final String REQUESTS = """
            select r.*, coalesce(array_agg(a.approver) filter (where a.approver is not null), '{}') as approvers
            from approval_request r left join approval a using (fingerprint)
            """;
    private static final String OPEN =
            REQUESTS + "where r.expires_at > ? group by r.fingerprint order by r.requested_at limit ?";
    private static final String ONE = REQUESTS + "where r.fingerprint = ? and r.expires_at > ? group by r.fingerprint";
    /** An approver that lost all its keys, or its place among the principals, has not agreed. */
    private static final String IN_FORCE = """
            select a.fingerprint, a.approver from approval a join approval_request r using (fingerprint)
            where r.expires_at > ? and exists
                (select from principal_key k where k.principal = a.approver and k.revoked_at is null)
            """;

    private static final String REQUEST = """
            insert into approval_request
                (fingerprint, principal, grant_id, account, asset, payee, amount, origin, requested_at, expires_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (fingerprint) do nothing
            """;
    private static final String APPROVE = """
            insert into approval (fingerprint, approver, key_id, approved_at) values (?, ?, ?, ?)
            on conflict do nothing
            """;
    private static final String FORGET = "delete from approval_request where expires_at <= ?";

    private static final String HAS_EXPIRED = "select from approval_request where expires_at <= ? limit 1";

    private final Duration life;

    ApprovalStore(ApprovalConfig config) {
        this.life = config.life();
    }

    /** Who has agreed to which requests, as it counts at a time. */
    public Map<Bytes32, Set<String>> inForce(Connection connection, Instant now) throws SQLException {
        var approvals = new HashMap<Bytes32, Set<String>>();
        try (var statement = connection.prepareStatement(IN_FORCE)) {
            statement.setTimestamp(1, Timestamp.from(now));
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    approvals
                            .computeIfAbsent(new Bytes32(rows.getBytes(1)), _ -> new HashSet<>())
                            .add(rows.getString(2));
                }
            }
        }
        return approvals;
    }

    /** Requests that are open, the oldest first. */
    public List<ApprovalRequest> open(Connection connection, Instant now, int limit) throws SQLException {
        try (var statement = connection.prepareStatement(OPEN)) {
            statement.setTimestamp(1, Timestamp.from(now));
            statement.setInt(2, limit);
            return read(statement);
        }
    }

    /** An open request. */
    public Optional<ApprovalRequest> find(Connection connection, Bytes32 fingerprint, Instant now) throws SQLException {
        try (var statement = connection.prepareStatement(ONE)) {
            statement.setBytes(1, fingerprint.toByteArray());
            statement.setTimestamp(2, Timestamp.from(now));
            return read(statement).stream().findFirst();
        }
    }

    /** Asks others to agree to a spend that a grant demands this for; an open request stays as it is, with its approvals. */
    public void request(Connection connection, SpendFact fact, String grant, Instant now) throws SQLException {
        forgetExpired(connection, now);
        request(connection, ApprovalRequest.of(fact, grant, now, now.plus(life)));
    }

    private static void request(Connection connection, ApprovalRequest request) throws SQLException {
        try (var statement = connection.prepareStatement(REQUEST)) {
            statement.setBytes(1, request.fingerprint().toByteArray());
            statement.setString(2, request.principal());
            statement.setString(3, request.grant());
            statement.setBytes(4, request.account().toByteArray());
            statement.setString(5, request.asset());
            statement.setBytes(6, request.payee().toByteArray());
            statement.setBigDecimal(7, new BigDecimal(request.amount()));
            statement.setString(8, request.origin().orElse(null));
            statement.setTimestamp(9, Timestamp.from(request.requestedAt()));
            statement.setTimestamp(10, Timestamp.from(request.expiresAt()));
            statement.executeUpdate();
        }
    }

    /** Agrees; agreeing again changes nothing. */
    public void approve(Connection connection, Bytes32 fingerprint, String approver, String keyId, Instant now)
            throws SQLException {
        try (var statement = connection.prepareStatement(APPROVE)) {
            statement.setBytes(1, fingerprint.toByteArray());
            statement.setString(2, approver);
            statement.setString(3, keyId);
            statement.setTimestamp(4, Timestamp.from(now));
            statement.executeUpdate();
        }
    }

    /**
     * Forgets what has expired, with its approvals: the next time it is asked for, it is approved anew or not at all.
     *
     * @return whether there was any
     */
    public boolean forgetExpired(Connection connection, Instant now) throws SQLException {
        try (var statement = connection.prepareStatement(FORGET)) {
            statement.setTimestamp(1, Timestamp.from(now));
            return statement.executeUpdate() > 0;
        }
    }

    /** Whether there is anything to forget. */
    public boolean hasExpired(Connection connection, Instant now) throws SQLException {
        try (var statement = connection.prepareStatement(HAS_EXPIRED)) {
            statement.setTimestamp(1, Timestamp.from(now));
            try (var rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static List<ApprovalRequest> read(PreparedStatement statement) throws SQLException {
        var requests = new ArrayList<ApprovalRequest>();
        try (var rows = statement.executeQuery()) {
            while (rows.next()) {
                requests.add(request(rows));
            }
        }
        return requests;
    }

    private static ApprovalRequest request(ResultSet row) throws SQLException {
        return new ApprovalRequest(
                new Bytes32(row.getBytes("fingerprint")),
                row.getString("principal"),
                row.getString("grant_id"),
                new Address(row.getBytes("account")),
                row.getString("asset"),
                new Address(row.getBytes("payee")),
                row.getBigDecimal("amount").toBigIntegerExact(),
                Optional.ofNullable(row.getString("origin")),
                row.getTimestamp("requested_at").toInstant(),
                row.getTimestamp("expires_at").toInstant(),
                Set.of((String[]) row.getArray("approvers").getArray()));
    }
}
