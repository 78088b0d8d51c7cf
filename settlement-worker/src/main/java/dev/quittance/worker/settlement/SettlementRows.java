package dev.quittance.worker.settlement;

import dev.quittance.events.MalformedEventException;
import dev.quittance.evm.Bytes;
import dev.quittance.evm.registry.Registry;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.schemes.Schemes;
import dev.quittance.schemes.payment.Kind;
import dev.quittance.schemes.payment.Payment;
import dev.quittance.schemes.payment.Terms;
import dev.quittance.worker.sql.Sql;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Settlements as their rows hold them: what every payment says in columns, what its scheme says beside in one of its own. */
public final class SettlementRows {
    private static final String INSERT = """
            insert into settlement (payment_id, chain_id, token, payer, payee, value, valid_after, valid_before,
                authorization_nonce, signature, traceparent, accepted_block, kind, extra, sender,
                preparation)
            select r.payment_id, ?, r.token, r.payer, r.payee, r.value, r.valid_after, r.valid_before,
                r.authorization_nonce, r.signature, r.traceparent, coalesce(r.head, ?), r.kind, r.extra, r.sender,
                r.preparation
            from unnest(?::uuid[], ?::bytea[], ?::bytea[], ?::bytea[], ?::numeric[], ?::numeric[], ?::numeric[],
                ?::bytea[], ?::bytea[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::bytea[], ?::text[])
                as r(payment_id, token, payer, payee, value, valid_after, valid_before, authorization_nonce,
                    signature, traceparent, head, kind, extra, sender, preparation)
            on conflict do nothing
            """;
    private static final String KNOWN = "select count(*) from settlement where payment_id = any(?)";

    private final Registry registry;
    private final Schemes schemes;

    public SettlementRows(Registry registry, Schemes schemes) {
        this.registry = registry;
        this.schemes = schemes;
    }

    /** See {@link SettlementStore#insert}. */
    int insert(Connection connection, long chainId, List<SettlementRequest> requests, long newestBlock)
            throws SQLException {
        Function<Function<Terms, Object>, List<Object>> terms = value -> requests.stream()
                .map(request -> value.apply(request.payment().terms()))
                .toList();
        int inserted = Sql.update(
                connection,
                INSERT,
                chainId,
                newestBlock,
                column(connection, "uuid", requests, SettlementRequest::paymentId),
                payments(
                        connection,
                        "bytea",
                        requests,
                        payment -> payment.asset().address()),
                Sql.array(connection, "bytea", terms.apply(Terms::payer)),
                Sql.array(connection, "bytea", terms.apply(Terms::payee)),
                Sql.array(connection, "numeric", terms.apply(Terms::amount)),
                Sql.array(connection, "numeric", terms.apply(Terms::validAfter)),
                Sql.array(connection, "numeric", terms.apply(Terms::validBefore)),
                Sql.array(connection, "bytea", terms.apply(Terms::nonce)),
                payments(connection, "bytea", requests, Payment::signature),
                column(connection, "text", requests, SettlementRequest::traceparent),
                column(connection, "bigint", requests, SettlementRequest::head),
                payments(connection, "text", requests, payment -> payment.kind().toString()),
                payments(connection, "text", requests, SettlementRows::extra),
                payments(
                        connection,
                        "bytea",
                        requests,
                        payment -> payment.settlement().sender()),
                payments(
                        connection,
                        "text",
                        requests,
                        payment -> payment.preparation().map(_ -> PreparationState.AWAITED.sql())));
        if (inserted < requests.size()) {
            requireKnown(connection, requests);
        }
        return inserted;
    }

    private static Optional<String> extra(Payment payment) {
        return Optional.of(payment.extra()).filter(extra -> !extra.isEmpty()).map(JsonObject::toString);
    }

    private static void requireKnown(Connection connection, List<SettlementRequest> requests) throws SQLException {
        Set<UUID> ids = requests.stream().map(SettlementRequest::paymentId).collect(Collectors.toSet());
        try (var statement = Sql.prepare(connection, KNOWN, Sql.uuids(connection, ids));
                var rows = statement.executeQuery()) {
            if (!rows.next() || rows.getInt(1) != ids.size()) {
                throw new MalformedEventException("the authorization belongs to another payment");
            }
        }
    }

    private static Array payments(
            Connection connection, String type, List<SettlementRequest> requests, Function<Payment, Object> value)
            throws SQLException {
        return column(connection, type, requests, request -> value.apply(request.payment()));
    }

    private static <T> Array column(Connection connection, String type, List<T> rows, Function<T, Object> value)
            throws SQLException {
        return Sql.array(connection, type, rows.stream().map(value).toList());
    }

    /** Reads a row that holds all columns of {@code settlement}. */
    public Settlement read(ResultSet row) throws SQLException {
        return new Settlement(
                row.getObject("payment_id", UUID.class),
                payment(row),
                Optional.ofNullable(row.getString("traceparent")),
                row.getLong("accepted_block"),
                SettlementState.ofSql(row.getString("state")),
                row.getInt("attempts"),
                row.getLong("sequence"),
                row.getBytes("block_hash") == null
                        ? Optional.empty()
                        : Optional.of(new Proof(
                                Sql.word(row, "transaction_hash"),
                                row.getLong("block_number"),
                                Sql.word(row, "block_hash"),
                                row.getLong("log_index"))),
                Optional.ofNullable(row.getString("preparation")).map(PreparationState::ofSql));
    }

    private Payment payment(ResultSet row) throws SQLException {
        Address token = Sql.address(row, "token");
        String extra = row.getString("extra");
        return schemes.payment(
                Kind.parse(row.getString("kind")),
                registry.asset(row.getLong("chain_id"), token)
                        .orElseThrow(() -> new IllegalStateException("a settlement is in a token no longer known")),
                new Terms(
                        Sql.address(row, "payer"),
                        Sql.address(row, "payee"),
                        Sql.number(row, "value"),
                        Sql.number(row, "valid_after"),
                        Sql.number(row, "valid_before"),
                        Sql.word(row, "authorization_nonce")),
                Bytes.of(row.getBytes("signature")),
                extra == null ? JsonObject.EMPTY : JsonObject.parse(extra));
    }
}
