package dev.quittance.worker.prepare;

import dev.quittance.worker.settlement.PreparationState;
import dev.quittance.worker.settlement.Settlement;
import dev.quittance.worker.settlement.SettlementStore;
import dev.quittance.worker.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** How far preparations are, in the rows of their settlements. */
final class PreparationStore {
    /** Those under way are looked at too: a reorganisation takes the preparation along with the settlement. */
    private static final String TAKE = """
            update settlement set preparation_looked_at = clock_timestamp() where payment_id in (
                select payment_id from settlement
                where preparation is not null and state in ('queued', 'submitting', 'broadcast') and chain_id = ?
                order by preparation_looked_at limit ? for update skip locked)
            returning *
            """;

    private static final String APPLY = """
            update settlement s set preparation = c.preparation
            from unnest(?::uuid[], ?::text[]) as c(payment_id, preparation)
            where s.payment_id = c.payment_id and s.preparation <> c.preparation
            """;

    private final SettlementStore settlements;

    PreparationStore(SettlementStore settlements) {
        this.settlements = settlements;
    }

    /** Open settlements with a preparation, those first that nobody has looked at for longest. */
    List<Settlement> take(Connection connection, long chainId, int limit) throws SQLException {
        try (var statement = Sql.prepare(connection, TAKE, chainId, limit);
                var rows = statement.executeQuery()) {
            var taken = new ArrayList<Settlement>();
            while (rows.next()) {
                taken.add(settlements.read(rows));
            }
            return taken;
        }
    }

    /** Writes down how far they are; returns how many that changes. */
    int apply(Connection connection, Map<UUID, PreparationState> states) throws SQLException {
        var ids = new ArrayList<UUID>();
        var words = new ArrayList<String>();
        states.forEach((id, state) -> {
            ids.add(id);
            words.add(state.sql());
        });
        return Sql.update(connection, APPLY, Sql.uuids(connection, ids), Sql.array(connection, "text", words));
    }
}
