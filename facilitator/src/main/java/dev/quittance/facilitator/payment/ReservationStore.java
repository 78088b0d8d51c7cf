package dev.quittance.facilitator.payment;

import dev.quittance.events.Outbox;
import dev.quittance.events.Topics;
import dev.quittance.facilitator.gas.GasClaim;
import dev.quittance.facilitator.gas.GasShortage;
import dev.quittance.facilitator.gas.GasStore;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.schemes.payment.Kind;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reserves payments, many in one transaction. What is reserved of one payer is counted under a lock of that payer. */
public final class ReservationStore {
    private static final int LIVE_MAX = 200;

    private static final String LOCK_PAYERS = """
            select pg_advisory_xact_lock(payer) from (select distinct payer from unnest(?::bigint[]) payer order by payer)""";

    private static final String RESERVED = """
            select p.chain_id, p.token, p.payer, sum(p.amount) as reserved
            from payment p join (select distinct * from unnest(?::bigint[], ?::bytea[], ?::bytea[]) k(chain_id, token, payer)) k
                using (chain_id, token, payer)
            where p.state in ('RESERVED', 'SUBMITTING', 'BROADCAST', 'REORGED')
                and not (p.payer || p.nonce = any (?))
            group by p.chain_id, p.token, p.payer""";

    private static final String LIVE = """
            select kind, nonce from payment
            where chain_id = ? and token = ? and payer = ? and state in ('RESERVED', 'SUBMITTING', 'BROADCAST', 'REORGED')
            order by created_at limit ?""";

    private final PaymentStore payments;

    private record Account(long chainId, Address token, Address payer) {
        static Account of(AuthorizationKey key) {
            return new Account(key.chainId(), key.token(), key.payer());
        }
    }

    public ReservationStore(PaymentStore payments) {
        this.payments = payments;
    }

    /** Reserves what can be reserved and requests its settlement; the answers are in the order of the claims. */
    public List<Reservation> reserve(Connection connection, List<Claim> claims) throws SQLException {
        lockPayers(connection, claims);
        Map<AuthorizationKey, Payment> bound = payments.findAll(
                connection, claims.stream().map(c -> c.terms().authorization()).toList());
        Map<Account, BigInteger> reserved = reserved(connection, claims);
        var reservations = new ArrayList<Reservation>(claims.size());
        var candidates = new ArrayList<Claim>();
        var preparing = new ArrayList<Address>();
        for (Claim claim : claims) {
            AuthorizationKey key = claim.terms().authorization();
            Payment known = bound.get(key);
            if (known == null && !fits(claim, reserved)) {
                reservations.add(new Reservation.Overdrawn(live(connection, key)));
                continue;
            }
            if (known == null && claim.preparing().isPresent()) {
                if (!claim.preparing().get().hasRoom(connection, key.payer(), preparing)) {
                    reservations.add(new Reservation.Crowded());
                    continue;
                }
                preparing.add(key.payer());
            }
            if (known == null) {
                known = PaymentStore.submitted(claim.terms());
                bound.put(key, known);
                reserved.merge(Account.of(key), claim.terms().amount(), BigInteger::add);
                candidates.add(claim);
            }
            reservations.add(new Reservation.Bound(known));
        }
        Map<UUID, GasShortage> unsponsored = GasStore.claim(connection, gas(candidates));
        List<Claim> winners = candidates.stream()
                .filter(claim -> !unsponsored.containsKey(claim.terms().id()))
                .toList();
        // First in the outbox is first on its way: somebody waits for the settlement.
        Outbox.appendAll(
                connection,
                Topics.SETTLEMENT_REQUESTS,
                winners.stream().map(Claim::request).toList());
        payments.insertAll(connection, winners);
        return reservations.stream().map(each -> unlessIn(unsponsored, each)).toList();
    }

    private static Map<UUID, GasClaim> gas(List<Claim> candidates) {
        var gas = new LinkedHashMap<UUID, GasClaim>();
        candidates.forEach(
                claim -> claim.gas().ifPresent(wanted -> gas.put(claim.terms().id(), wanted)));
        return gas;
    }

    private static Reservation unlessIn(Map<UUID, GasShortage> unsponsored, Reservation reservation) {
        return switch (reservation) {
            case Reservation.Bound(Payment payment) -> {
                GasShortage shortage = unsponsored.get(payment.terms().id());
                yield shortage == null ? reservation : new Reservation.Unsponsored(shortage);
            }
            case Reservation.Overdrawn _, Reservation.Crowded _, Reservation.Unsponsored _ -> reservation;
        };
    }

    private static boolean fits(Claim claim, Map<Account, BigInteger> reserved) {
        BigInteger others = reserved.getOrDefault(Account.of(claim.terms().authorization()), BigInteger.ZERO);
        return others.add(claim.terms().amount()).compareTo(claim.balance()) <= 0;
    }

    private static void lockPayers(Connection connection, List<Claim> claims) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(LOCK_PAYERS)) {
            // Two payers that share these bytes share a lock, which costs a wait and no more.
            lock.setArray(
                    1,
                    connection.createArrayOf(
                            "bigint",
                            claims.stream()
                                    .map(c -> ByteBuffer.wrap(c.terms()
                                                    .authorization()
                                                    .payer()
                                                    .toByteArray())
                                            .getLong())
                                    .toArray()));
            lock.execute();
        }
    }

    private static Map<Account, BigInteger> reserved(Connection connection, List<Claim> claims) throws SQLException {
        var reserved = new HashMap<Account, BigInteger>();
        List<AuthorizationKey> keys =
                claims.stream().map(c -> c.terms().authorization()).toList();
        try (PreparedStatement select = connection.prepareStatement(RESERVED)) {
            KeyArrays.setAccounts(connection, select, keys);
            select.setArray(4, connection.createArrayOf("bytea", spent(claims)));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    var account = new Account(
                            rows.getLong("chain_id"),
                            new Address(rows.getBytes("token")),
                            new Address(rows.getBytes("payer")));
                    reserved.put(account, rows.getBigDecimal("reserved").toBigIntegerExact());
                }
            }
        }
        return reserved;
    }

    private static Object[] spent(List<Claim> claims) {
        var spent = new ArrayList<byte[]>();
        for (Claim claim : claims) {
            byte[] payer = claim.terms().authorization().payer().toByteArray();
            claim.spent()
                    .forEach(nonce -> spent.add(ByteBuffer.allocate(payer.length + Bytes32.LENGTH)
                            .put(payer)
                            .put(nonce.toByteArray())
                            .array()));
        }
        return spent.toArray(byte[][]::new);
    }

    private static List<Reservation.Live> live(Connection connection, AuthorizationKey key) throws SQLException {
        var reserved = new ArrayList<Reservation.Live>();
        try (PreparedStatement select = connection.prepareStatement(LIVE)) {
            select.setLong(1, key.chainId());
            select.setBytes(2, key.token().toByteArray());
            select.setBytes(3, key.payer().toByteArray());
            select.setInt(4, LIVE_MAX);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    reserved.add(new Reservation.Live(Kind.parse(rows.getString(1)), new Bytes32(rows.getBytes(2))));
                }
            }
        }
        return reserved;
    }
}
