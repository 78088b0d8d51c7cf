package dev.quittance.worker.lane;

import java.sql.SQLException;

/** The database no longer honours a lease: another worker may act for the lane. The transaction is given up. */
public final class LeaseLostException extends SQLException {
    private static final long serialVersionUID = 1L;

    LeaseLostException(Lease lease) {
        super("lease of lane " + lease.laneId() + " is lost");
    }
}
