package dev.quittance.facilitator;

import dev.quittance.facilitator.payment.Inclusion;
import dev.quittance.facilitator.payment.PaymentEvent;
import dev.quittance.facilitator.payment.PaymentStore;
import dev.quittance.facilitator.stack.FakeWorker;
import dev.quittance.facilitator.stack.Rows;
import dev.quittance.protocol.Keccak256;
import java.math.BigInteger;
import java.sql.Connection;
import java.util.UUID;

/** Does to the database what another replica does when an outcome reaches it. */
final class OtherReplica {
    private OtherReplica() {}

    static void include(UUID paymentId) throws Exception {
        var payments = new PaymentStore();
        try (Connection connection = Rows.connect()) {
            connection.setAutoCommit(false);
            var payment = payments.lock(connection, paymentId).orElseThrow().payment();
            var inclusion =
                    new Inclusion(FakeWorker.transactionOf(paymentId), BigInteger.TEN, Keccak256.hash("block 10"), 0);
            var event = new PaymentEvent.Included(UUID.randomUUID(), inclusion);
            payments.append(connection, payment, event, payment.after(event).orElseThrow());
            connection.commit();
        }
    }
}
