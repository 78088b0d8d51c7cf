package dev.quittance.e2e.chaos;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The facilitator's books: each transfer on the chain is one payment, each payment is final and one transfer, and the event
 * log of each rebuilds where it stands.
 */
final class PaymentBooks {
    private static final String PAYMENTS = """
            select encode(payer, 'hex'), encode(nonce, 'hex'), encode(transaction, 'hex'), log_index, state, id
            from payment where state not in ('REJECTED', 'BLOCKED')
            """;
    private static final String BROKEN_LOG = """
            select p.id from payment p left join payment_event e on e.payment_id = p.id
            group by p.id having count(*) <> max(e.sequence) or min(e.sequence) <> 1 or max(e.sequence) <> p.version
                or (array_agg(e.to_state order by e.sequence desc))[1] is distinct from p.state
            """;
    private static final String BROKEN_STEP = """
            select e.payment_id from payment_event e join payment_event b
                on b.payment_id = e.payment_id and b.sequence = e.sequence - 1
            where b.to_state <> e.from_state
            """;
    /** The newest event of each kind that names a proof, against the proof in the payment's row. */
    private static final String OTHER_PROOF = """
            select p.id from payment p
            join lateral (select data from payment_event e where e.payment_id = p.id and e.type = 'included'
                order by e.sequence desc limit 1) i on true
            where p.state in ('INCLUDED', 'SAFE', 'FINALIZED') and (
                i.data ->> 'transaction' is distinct from '0x' || encode(p.transaction, 'hex')
                or i.data ->> 'blockHash' is distinct from '0x' || encode(p.block_hash, 'hex')
                or i.data ->> 'logIndex' is distinct from p.log_index::text)
            """;

    private final Database database;
    private final List<String> violations = new ArrayList<>();

    PaymentBooks(Database database) {
        this.database = database;
    }

    List<String> violations(ChainRecord chain) throws SQLException {
        Map<ChainRecord.Key, String> booked = booked();
        chain.moved().forEach((key, moved) -> {
            String onChain = moved.transaction() + " " + moved.transferLog();
            if (!onChain.equals(booked.get(key))) {
                violations.add(key + " is on the chain as " + onChain + " and booked as " + booked.get(key));
            }
        });
        booked.keySet().stream()
                .filter(key -> !chain.moved().containsKey(key))
                .forEach(key -> violations.add(key + " is booked and not on the chain"));
        none("an event log that has a gap or ends elsewhere than its payment", BROKEN_LOG);
        none("an event that does not begin where the one before it ended", BROKEN_STEP);
        none("a payment with another proof than its event log", OTHER_PROOF);
        return violations;
    }

    private Map<ChainRecord.Key, String> booked() throws SQLException {
        var booked = new HashMap<ChainRecord.Key, String>();
        for (List<String> row : database.rows(Database.FACILITATOR, PAYMENTS)) {
            var key = new ChainRecord.Key(
                    new Address(Hex.decode("0x" + row.get(0))), new Bytes32(Hex.decode("0x" + row.get(1))));
            if (!row.get(4).equals("FINALIZED")) {
                violations.add("payment " + row.get(5) + " is left " + row.get(4));
            }
            if (booked.put(key, "0x" + row.get(2) + " " + row.get(3)) != null) {
                violations.add("two payments for one authorization: " + key);
            }
        }
        return booked;
    }

    private void none(String what, String query) throws SQLException {
        database.none(Database.FACILITATOR, what, query).forEach(violations::add);
    }
}
