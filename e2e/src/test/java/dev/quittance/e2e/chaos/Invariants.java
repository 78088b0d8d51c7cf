package dev.quittance.e2e.chaos;

import dev.quittance.evm.abi.Eip3009Token;
import dev.quittance.evm.rpc.BlockRef;
import dev.quittance.protocol.json.JsonObject;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What must hold after the faults: clients' records against the chain, and the services' books against both. */
final class Invariants {
    private final ChaosSuite suite;
    private final List<ChaosClient> clients;
    private final BigInteger funds;
    private final Database database;
    private final List<String> violations = new ArrayList<>();

    Invariants(ChaosSuite suite, List<ChaosClient> clients, BigInteger funds) {
        this.suite = suite;
        this.clients = clients;
        this.funds = funds;
        this.database = new Database(suite);
    }

    /** Everything that does not hold, one line each. */
    List<String> violations() throws SQLException {
        violations.clear();
        var chain = ChainRecord.read(suite.node(), suite.chain().token());
        clients.forEach(client -> client.payments().forEach(payment -> acknowledgedAsMoved(payment, chain)));
        nothingElseMoved(chain);
        balances(chain);
        violations.addAll(new PaymentBooks(database).violations(chain));
        violations.addAll(
                new LaneBooks(suite, database).violations(chain.moved().size()));
        violations.addAll(new OutcomeTrail(suite, database).violations());
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
        var moved = chain.moved().get(payment.key());
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
                .map(ChaosPayment::key)
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

    private void violate(String what) {
        violations.add(what);
    }
}
