package dev.quittance.facilitator.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.events.Event;
import dev.quittance.facilitator.stack.FacilitatorStack;
import dev.quittance.facilitator.stack.Rows;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Keccak256;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.schemes.Schemes;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(FacilitatorStack.class)
class SchemaTest {
    private static final Address SOMEBODY = Address.parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");

    private final PaymentStore payments = new PaymentStore(InstantSource.system());

    @Test
    void allowsExactlyTheTransitionsOfTheTable() throws Exception {
        // Given
        var table = new ArrayList<String>();
        for (PaymentState from : PaymentState.values()) {
            for (EventType type : EventType.values()) {
                if (Transitions.allows(from, type)) {
                    table.add(from + " " + type.stored() + " " + type.target());
                }
            }
        }
        // When
        var allowed = new ArrayList<String>();
        try (Connection connection = Rows.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("create table probe (like payment_event including constraints)");
            for (PaymentState from : PaymentState.values()) {
                for (EventType type : EventType.values()) {
                    for (PaymentState to : PaymentState.values()) {
                        if (takes(connection, from, type, to)) {
                            allowed.add(from + " " + type.stored() + " " + to);
                        }
                    }
                }
            }
            connection.rollback();
        }
        // Then
        assertThat(allowed).containsExactlyInAnyOrderElementsOf(table);
    }

    private static boolean takes(Connection connection, PaymentState from, EventType type, PaymentState to)
            throws SQLException {
        Savepoint before = connection.setSavepoint();
        try (var insert = connection.prepareStatement("""
                insert into probe (payment_id, sequence, type, from_state, to_state, data, at)
                values (gen_random_uuid(), ?, ?, ?, ?, '{}', now())""")) {
            insert.setInt(1, from == PaymentState.NEW ? 1 : 2);
            insert.setString(2, type.stored());
            insert.setString(3, from.name());
            insert.setString(4, to.name());
            insert.executeUpdate();
            connection.releaseSavepoint(before);
            return true;
        } catch (SQLException e) {
            assertThat(e.getSQLState()).isEqualTo("23514");
            connection.rollback(before);
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update payment_event set data = '{}' where payment_id = ?",
                "delete from payment_event where payment_id = ?",
                "delete from payment where id = ?",
                "update payment set amount = amount + 1 where id = ?",
                "update payment set caller = 'rival' where id = ?",
                "update payment set metadata = null where id = ?",
                "update payment set digest = decode(repeat('00', 32), 'hex') where id = ?",
                "update payment set answer = '{}' where id = ?",
                "update payment set answer = null, success = null where id = ?",
                "update payment set version = version - 1 where id = ?",
                "update payment set state = 'FINALIZED' where id = ?",
                "update payment set block_hash = null where id = ?"
            })
    void refusesToRewriteWhatHappened(String change) throws Exception {
        // Given
        UUID id = included();
        // When, Then
        assertThatThrownBy(() -> execute(change, id)).isInstanceOf(SQLException.class);
    }

    @Test
    void refusesAnEventThatDoesNotFollowTheLastOne() throws Exception {
        // Given
        UUID id = included();
        // When, Then
        assertThatThrownBy(() -> execute("""
                        insert into payment_event (payment_id, sequence, type, from_state, to_state, data)
                        values (?, 4, 'broadcast', 'SUBMITTING', 'BROADCAST', '{}')""", id)).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> execute("""
                        insert into payment_event (payment_id, sequence, type, from_state, to_state, data)
                        values (?, 5, 'safe', 'INCLUDED', 'SAFE', '{}')""", id)).isInstanceOf(SQLException.class);
    }

    @Test
    void bindsAnAuthorizationOnceUntilItIsFreed() throws Exception {
        // Given
        PaymentTerms terms = terms(UUID.randomUUID());
        var again = new PaymentTerms(
                UUID.randomUUID(),
                "rival",
                Schemes.FIRST,
                terms.authorization(),
                terms.payee(),
                terms.amount(),
                terms.digest(),
                terms.head(),
                terms.metadata());
        try (Connection connection = Rows.connect()) {
            connection.setAutoCommit(false);
            // When
            Reservation first = reserve(connection, terms);
            Reservation second = reserve(connection, again);
            connection.rollback();
            // Then
            assertThat(second).isEqualTo(first);
        }
    }

    @Test
    void refusesASecondLivePaymentOfAnAuthorization() throws Exception {
        // Given
        PaymentTerms terms = terms(UUID.randomUUID());
        var again = new PaymentTerms(
                UUID.randomUUID(),
                "rival",
                Schemes.FIRST,
                terms.authorization(),
                terms.payee(),
                terms.amount(),
                terms.digest(),
                terms.head(),
                terms.metadata());
        try (Connection connection = Rows.connect()) {
            connection.setAutoCommit(false);
            payments.insertAll(connection, List.of(claim(terms)));
            // When, Then
            assertThatThrownBy(() -> payments.insertAll(connection, List.of(claim(again))))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23505"));
        }
    }

    @Test
    void keepsLogsThatLeadToTheirRowsWhateverHappens() throws Exception {
        // Given
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        try (Connection connection = Rows.connect()) {
            connection.setAutoCommit(false);
            List<UUID> ids = Stream.generate(UUID::randomUUID).limit(50).toList();
            payments.insertAll(
                    connection,
                    ids.stream().map(SchemaTest::terms).map(SchemaTest::claim).toList());
            // When
            for (int round = 1; round <= 10; round++) {
                var moves = new ArrayList<Move>();
                for (PaymentStore.Locked locked :
                        payments.lockAll(connection, ids).values()) {
                    moves.add(
                            new Move(locked.payment(), legalEvents(locked.payment(), random), round, Optional.empty()));
                }
                payments.appendAll(connection, moves);
            }
            connection.commit();
            // Then
            for (UUID id : ids) {
                assertThat(Payment.replay(payments.log(connection, id)))
                        .isEqualTo(payments.find(connection, id).orElseThrow());
            }
        }
    }

    /** Up to three events, each of which may happen where the one before leaves the payment. */
    private static List<PaymentEvent> legalEvents(Payment from, Random random) {
        var events = new ArrayList<PaymentEvent>();
        Payment payment = from;
        for (int i = 0; i < 30 && events.size() < 3; i++) {
            PaymentEvent event = PaymentTest.any(random);
            Optional<Payment> after = payment.after(event);
            if (after.isPresent()) {
                payment = after.get();
                events.add(event);
            }
        }
        return events;
    }

    private static Reservation reserve(Connection connection, PaymentTerms terms) throws SQLException {
        return new ReservationStore(new PaymentStore(InstantSource.system()))
                .reserve(connection, List.of(claim(terms)))
                .getFirst();
    }

    static Claim claim(PaymentTerms terms) {
        var request = new Event(
                UUID.randomUUID(),
                "/facilitator",
                "quittance.settlement.requested",
                terms.id().toString(),
                1,
                Instant.EPOCH,
                Optional.empty(),
                "{}");
        return new Claim(terms, request, BigInteger.TEN, Set.of(), Optional.empty(), Optional.empty());
    }

    private UUID included() throws SQLException {
        try (Connection connection = Rows.connect()) {
            connection.setAutoCommit(false);
            PaymentTerms terms = terms(UUID.randomUUID());
            payments.insertAll(connection, List.of(claim(terms)));
            Payment payment = payments.find(connection, terms.id()).orElseThrow();
            var event = new PaymentEvent.Included(
                    Optional.empty(),
                    new Inclusion(Keccak256.hash("transaction"), BigInteger.TEN, Keccak256.hash("block"), 1));
            payments.appendAll(connection, List.of(new Move(payment, List.of(event), 1, Optional.empty())));
            connection.commit();
            return payment.terms().id();
        }
    }

    static PaymentTerms terms(UUID id) {
        return new PaymentTerms(
                id,
                "merchant",
                Schemes.FIRST,
                new AuthorizationKey(84532, SOMEBODY, payer(id), Keccak256.hash(id.toString())),
                SOMEBODY,
                BigInteger.ONE,
                Keccak256.hash("digest"),
                BigInteger.ZERO,
                Optional.of(JsonObject.parse("{\"order\":\"7\",\"an\":\"\u00e9\"}")));
    }

    /** One for each payment, so that none stands in another's way. */
    private static Address payer(UUID id) {
        return Address.fromWord(Keccak256.hash(id.toString()));
    }

    private static void execute(String change, UUID id) throws SQLException {
        try (Connection connection = Rows.connect();
                var statement = connection.prepareStatement(change)) {
            statement.setObject(1, id);
            statement.executeUpdate();
        }
    }
}
