package dev.quittance.facilitator;

import dev.quittance.facilitator.payment.Inclusion;
import dev.quittance.facilitator.payment.Move;
import dev.quittance.facilitator.payment.PaymentEvent;
import dev.quittance.facilitator.payment.PaymentStore;
import dev.quittance.facilitator.stack.FakeWorker;
import dev.quittance.facilitator.stack.Rows;
import dev.quittance.protocol.Keccak256;
import java.math.BigInteger;
import java.sql.Connection;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Does to the database what another replica does when an outcome reaches it. */
final class OtherReplica {
    private OtherReplica() {}

    static void include(UUID paymentId) throws Exception {
        var payments = new PaymentStore(InstantSource.system());
        try (Connection connection = Rows.connect()) {
            connection.setAutoCommit(false);
            var payment = Objects.requireNonNull(
                            payments.lockAll(connection, List.of(paymentId)).get(paymentId))
                    .payment();
            var inclusion =
                    new Inclusion(FakeWorker.transactionOf(paymentId), BigInteger.TEN, Keccak256.hash("block 10"), 0);
            var event = new PaymentEvent.Included(Optional.empty(), inclusion);
            payments.appendAll(connection, List.of(new Move(payment, List.of(event), 1, Optional.empty())));
            connection.commit();
        }
    }
}
