package dev.quittance.gateway.reservation;

import java.sql.Connection;
import java.sql.SQLException;

/** What belongs into the transaction of a change of state besides itself. */
@FunctionalInterface
public interface Also {
    Also NOTHING = _ -> {};

    void in(Connection connection) throws SQLException;
}
