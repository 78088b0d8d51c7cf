package dev.quittance.e2e.chaos;

import dev.quittance.e2e.crash.agent.CrashPoint;
import java.sql.SQLException;
import java.util.List;

/** What is on record of a payment, and what is not, when a process has crashed on its way. */
final class DurableState {
    /** A query that tells {@code t} for the payer whose only payment it is. */
    private record Fact(String role, String query) {}

    private static final Fact NOT_RESERVED =
            new Fact(Database.FACILITATOR, "select not exists (select 1 from payment where payer = ?)");
    private static final Fact RESERVED =
            new Fact(Database.FACILITATOR, "select exists (select 1 from payment where payer = ?)");
    private static final Fact REQUEST_IN_OUTBOX = new Fact(Database.FACILITATOR, """
            select exists (select 1 from payment p join outbox o on o.key = p.id::text where p.payer = ?)
            """);
    /** Of some payment: earlier ones become safe and final meanwhile. */
    private static final Fact OUTCOME_IN_OUTBOX =
            new Fact(Database.WORKER, "select exists (select 1 from outbox where octet_length(?) = 20)");

    private static final Fact NOT_TAKEN_IN =
            new Fact(Database.WORKER, "select not exists (select 1 from settlement where payer = ?)");
    private static final Fact ALLOTTED = attempt("a.state = 'allotted' and t.attempt_id is null");
    private static final Fact SIGNED = attempt("a.state = 'signed' and t.attempt_id is not null");
    private static final Fact NOT_INCLUDED = settlement("state in ('submitting', 'broadcast')");
    private static final Fact INCLUDED = settlement("state = 'included'");
    private static final Fact SAME_ATTEMPT = settlement("attempts = 1");
    /** Of any lane: the signer does not know payers. Higher fees make no other body. */
    private static final Fact ONE_BODY = new Fact(Database.SIGNER, """
            select count(distinct (account, nonce, body_digest)) = count(distinct (account, nonce)) and count(*) > 0
            from signing_journal where kind = 'relay' and account <> ?
            """);

    private static final Fact NOT_BOUND =
            new Fact(Database.GATEWAY, "select not exists (select 1 from reservation where payer = ?)");
    private static final Fact SETTLE_ASKED = reservation("state = 'SETTLING' and settle_request is not null");
    private static final Fact MOVED = new Fact(
            Database.FACILITATOR, "select exists (select 1 from payment where payer = ? and state = 'INCLUDED')");
    /** Work that may be repeated is asked for before anything says that it is paid. */
    private static final Fact EXECUTING = reservation("""
            a.payment_id is null and case when idempotent and flow = 'UPFRONT' then state = 'SETTLING'
                else state = 'EXECUTING' and executions = 1 end
            """);

    private static final Fact ANSWER_KEPT = reservation("state = 'DONE' and a.payment_id is not null");

    private final Database database;

    DurableState(ChaosSuite suite) {
        this.database = new Database(suite);
    }

    /** Whether all is as the point demands right after the crash. */
    boolean isAsAt(CrashPoint point, String service, byte[] payer) throws SQLException {
        return hold(
                switch (point) {
                    case K2 -> List.of(NOT_RESERVED);
                    case K3 -> List.of(RESERVED);
                    case K4, K5 ->
                        service.equals(ChaosSuite.FACILITATOR)
                                ? List.of(RESERVED, REQUEST_IN_OUTBOX)
                                : List.of(OUTCOME_IN_OUTBOX);
                    case K6 -> List.of(RESERVED, NOT_TAKEN_IN);
                    case K7 -> List.of(ALLOTTED);
                    case K8_JOURNALED, K8, K9 -> List.of(ALLOTTED, ONE_BODY);
                    case K10, K11 -> List.of(SIGNED, ONE_BODY);
                    case K12 -> List.of(NOT_INCLUDED);
                    case K13, K18 -> List.of(INCLUDED);
                    case K1 -> List.of(NOT_BOUND);
                    case K3_SETTLED -> List.of(SETTLE_ASKED, MOVED);
                    case K14 -> List.of(EXECUTING);
                    case K15 -> List.of(ANSWER_KEPT);
                },
                payer);
    }

    /** Whether the payment was carried by one attempt from first to last. */
    boolean isOneAttempt(byte[] payer) throws SQLException {
        return hold(List.of(SAME_ATTEMPT), payer);
    }

    private boolean hold(List<Fact> facts, byte[] payer) throws SQLException {
        for (Fact fact : facts) {
            if (!database.rows(fact.role(), fact.query(), payer).equals(List.of(List.of("t")))) {
                return false;
            }
        }
        return true;
    }

    private static Fact attempt(String condition) {
        return new Fact(Database.WORKER, """
                select count(*) = 1 from settlement s join attempt_member m using (payment_id)
                join attempt a using (attempt_id) left join signed_transaction t using (attempt_id)
                where s.payer = ? and m.live and\s""" + condition);
    }

    private static Fact settlement(String condition) {
        return new Fact(
                Database.WORKER, "select exists (select 1 from settlement where payer = ? and " + condition + ")");
    }

    private static Fact reservation(String condition) {
        return new Fact(Database.GATEWAY, """
                select exists (select 1 from reservation r left join stored_answer a using (payment_id)
                where r.payer = ? and\s""" + condition + ")");
    }
}
