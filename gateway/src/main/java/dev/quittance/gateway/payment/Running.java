package dev.quittance.gateway.payment;

import dev.quittance.gateway.delivery.Joins;
import dev.quittance.gateway.reservation.Lease;
import dev.quittance.gateway.reservation.LeaseKeeper;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One payment while this process works on it: its lease is kept alive, and identical requests wait for its end. */
final class Running implements AutoCloseable {
    private final LeaseKeeper keeper;
    private final Joins joins;
    private final UUID paymentId;
    private @Nullable Lease held;

    Running(LeaseKeeper keeper, Joins joins, UUID paymentId) {
        this.keeper = keeper;
        this.joins = joins;
        this.paymentId = paymentId;
    }

    UUID paymentId() {
        return paymentId;
    }

    void holds(Lease lease) {
        held = lease;
        keeper.hold(lease);
        joins.begin(paymentId);
    }

    /** Lets everybody look again; the lease runs out by itself unless it was released. */
    @Override
    public void close() {
        if (held != null) {
            keeper.letGo(held);
            joins.end(paymentId);
        }
    }
}
