package dev.quittance.e2e.chaos;

import dev.quittance.evm.abi.Eip3009Token;
import dev.quittance.evm.rpc.BlockRef;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.json.JsonObject;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What must hold after the faults: clients' records against the chain, and the services' books against both. */
final class Invariants {
    private final ChaosSuite suite;
    private final List<ChaosClient> clients;
    private final BigInteger funds;
    private final List<String> violations = new ArrayList<>();

    Invariants(ChaosSuite suite, List<ChaosClient> clients, BigInteger funds) {
        this.suite = suite;
        this.clients = clients;
        this.funds = funds;
    }

    /** Everything that does not hold, one line each. */
    List<String> violations() throws SQLException {
        violations.clear();
        var chain = ChainRecord.read(suite.node(), suite.chain().token());
        clients.forEach(client -> client.payments().forEach(payment -> acknowledgedAsMoved(payment, chain)));
        nothingElseMoved(chain);
        balances(chain);
        booksAgree(chain);
        lanes();
        everyRowGone();
        return List.copyOf(violations);
    }

    /** One payment per authorization, one answer for it, and the transfer that the answer names. */
    private void acknowledgedAsMoved(ChaosPayment payment, ChainRecord chain) {
        Set<String> answers = Set.copyOf(payment.acknowledgements());
        if (answers.isEmpty()) {
            violate(payment + " is stuck: " + payment.lastRefusal().orElse("no answer"));
            return;
        }
        if (answers.size() > 1) {
            violate(payment + " was answered in " + answers.size() + " ways: " + answers);
        }
        var moved = chain.moved()
                .get(new ChainRecord.Key(
                        payment.authorization().from(), payment.authorization().nonce()));
        String told = JsonObject.parse(answers.iterator().next()).text("transaction");
        if (moved == null) {
            violate(payment + " is acknowledged and not on the chain, transaction " + told);
        } else if (!told.equals(moved.transaction().toString())) {
            violate(payment + " was told " + told + " and moved in " + moved.transaction());
        }
    }

    private void nothingElseMoved(ChainRecord chain) {
        Set<ChainRecord.Key> sent = clients.stream()
                .flatMap(client -> client.payments().stream())
                .map(payment -> new ChainRecord.Key(
                        payment.authorization().from(), payment.authorization().nonce()))
                .collect(Collectors.toSet());
        chain.moved().keySet().stream()
                .filter(key -> !sent.contains(key))
                .forEach(key -> violate("nobody sent what moved: " + key));
    }

    /** A payer has lost exactly what its own records say. */
    private void balances(ChainRecord chain) {
        var token = new Eip3009Token(suite.chain().token());
        for (ChaosClient client : clients) {
            long acknowledged = client.payments().stream()
                    .filter(ChaosPayment::isAcknowledged)
                    .count();
            BigInteger expected = funds.subtract(ChaosClient.AMOUNT.multiply(BigInteger.valueOf(acknowledged)));
            BigInteger balance = suite.node().read(token.balanceOf(client.payer()), BlockRef.Tag.LATEST);
            if (!balance.equals(expected)) {
                violate(client.payer() + " holds " + balance + " instead of " + expected);
            }
        }
        long sum = clients.stream()
                .flatMap(client -> client.payments().stream())
                .filter(ChaosPayment::isAcknowledged)
                .count();
        if (sum != chain.moved().size()) {
            violate(sum + " payments are acknowledged, " + chain.moved().size() + " moved");
        }
    }

    /** Each transfer is one payment in the facilitator's books, and each settled payment one transfer. */
    private void booksAgree(ChainRecord chain) throws SQLException {
        Map<ChainRecord.Key, String> booked = new HashMap<>();
        for (List<String> row : rows("facilitator", """
                select encode(payer, 'hex'), encode(nonce, 'hex'), encode(transaction, 'hex'), log_index, state, id
                from payment where state not in ('REJECTED', 'BLOCKED')
                """)) {
            var key = new ChainRecord.Key(
                    new Address(Hex.decode("0x" + row.get(0))), new Bytes32(Hex.decode("0x" + row.get(1))));
            if (!Set.of("INCLUDED", "SAFE", "FINALIZED").contains(row.get(4))) {
                violate("payment " + row.get(5) + " is left " + row.get(4));
            }
            if (booked.put(key, "0x" + row.get(2) + " " + row.get(3)) != null) {
                violate("two payments for one authorization: " + key);
            }
        }
        chain.moved().forEach((key, moved) -> {
            String onChain = moved.transaction() + " " + moved.transferLog();
            if (!onChain.equals(booked.get(key))) {
                violate(key + " is on the chain as " + onChain + " and booked as " + booked.get(key));
            }
        });
        empty("facilitator", "an event log that has a gap or ends elsewhere than its payment", """
                select p.id from payment p join payment_event e on e.payment_id = p.id
                group by p.id having count(*) <> max(e.sequence) or min(e.sequence) <> 1 or max(e.sequence) <> p.version
                    or (array_agg(e.to_state order by e.sequence desc))[1] <> p.state
                """);
        empty("facilitator", "an event that does not begin where the one before it ended", """
                select e.payment_id from payment_event e join payment_event b
                    on b.payment_id = e.payment_id and b.sequence = e.sequence - 1
                where b.to_state <> e.from_state
                """);
    }

    /** Each lane's nonces are used up to the one that the worker would allot next, and each had one body. */
    private void lanes() throws SQLException {
        for (List<String> lane : rows("settlement_worker", "select encode(address, 'hex'), next_nonce from lane")) {
            var address = new Address(Hex.decode("0x" + lane.get(0)));
            String mined =
                    suite.node().transactionCount(address, BlockRef.Tag.LATEST).toString();
            if (!mined.equals(lane.get(1))) {
                violate("lane " + address + " has allotted " + lane.get(1) + " nonces, the chain has used " + mined);
            }
        }
        empty("signer", "two bodies for one transaction nonce", """
                select encode(account, 'hex') || ' ' || nonce from signing_journal j where kind = 'relay'
                    and to_jsonb(j) ->> 'cancels' is distinct from 'true'
                group by account, chain_id, nonce
                having count(distinct coalesce(to_jsonb(j) ->> 'body_digest', j.request_digest::text)) > 1
                """);
    }

    /** What was to be told has been told. */
    private void everyRowGone() throws SQLException {
        empty("facilitator", "an event that was never published", "select event_id from outbox");
        empty("settlement_worker", "an event that was never published", "select event_id from outbox");
    }

    private void empty(String role, String what, String query) throws SQLException {
        rows(role, query).forEach(row -> violate(role + " has " + what + ": " + row));
    }

    private List<List<String>> rows(String role, String query) throws SQLException {
        try (var connection = suite.postgres().connect(role);
                var sql = connection.createStatement();
                var rows = sql.executeQuery(query)) {
            var all = new ArrayList<List<String>>();
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                var row = new ArrayList<String>();
                for (int column = 1; column <= columns; column++) {
                    row.add(String.valueOf(rows.getString(column)));
                }
                all.add(row);
            }
            return all;
        }
    }

    private void violate(String what) {
        violations.add(what);
    }
}
