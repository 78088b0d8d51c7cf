package dev.quittance.facilitator.verify;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.schemes.payment.Payment;
import dev.quittance.schemes.payment.Terms;
import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Amounts that were verified and may be settled soon. They count when the same caller has another authorization of that payer
 * verified, so that two that drain one balance are not both called good. What one caller has verified never counts for
 * another, nor against a settlement: a mere question takes nothing from anybody.
 */
@Singleton
final class Holds {
    private final Duration time;
    private final int countMax;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    /** In the order in which they end. */
    private final LinkedHashMap<HoldKey, Hold> holds = new LinkedHashMap<>();

    private final Map<Account, BigInteger> sums = new HashMap<>();

    /** What Permit2 may take of a payer's is limited beside the balance; what the payer authorizes otherwise is not. */
    private record Account(String caller, long chainId, Address token, Address payer, boolean limited) {}

    private record HoldKey(Account account, Bytes32 nonce) {}

    private record Hold(BigInteger amount, boolean limited, Instant end) {}

    Holds(VerifyConfig config, InstantSource clock) {
        this.time = config.holdTime();
        this.countMax = config.holdsMax();
        this.clock = clock;
    }

    /** Holds the payment's amount, anew if it is held; false when the balance does not bear it beside the others. */
    boolean hold(String caller, Verdict.Valid valid) {
        Instant now = clock.instant();
        Payment payment = valid.payment();
        HoldKey key = key(caller, payment);
        BigInteger amount = payment.terms().amount();
        lock.lock();
        try {
            endThoseUntil(now);
            end(key);
            boolean fits = with(key.account(), amount).compareTo(valid.balance()) <= 0
                    && valid.limit()
                            .map(limit -> with(limited(key.account()), amount).compareTo(limit) <= 0)
                            .orElse(true);
            if (!fits) {
                return false;
            }
            if (holds.size() >= countMax) {
                end(holds.firstEntry().getKey());
            }
            holds.put(key, new Hold(amount, valid.limit().isPresent(), now.plus(time)));
            sums.merge(key.account(), amount, BigInteger::add);
            if (valid.limit().isPresent()) {
                sums.merge(limited(key.account()), amount, BigInteger::add);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private BigInteger with(Account account, BigInteger amount) {
        return sums.getOrDefault(account, BigInteger.ZERO).add(amount);
    }

    /** Ends a payment's hold: from now on its settlement counts, in the database or on chain. */
    void release(String caller, Payment payment) {
        lock.lock();
        try {
            end(key(caller, payment));
        } finally {
            lock.unlock();
        }
    }

    private void endThoseUntil(Instant now) {
        while (!holds.isEmpty() && !holds.firstEntry().getValue().end().isAfter(now)) {
            end(holds.firstEntry().getKey());
        }
    }

    private void end(HoldKey key) {
        Hold hold = holds.remove(key);
        if (hold != null) {
            subtract(key.account(), hold.amount());
            if (hold.limited()) {
                subtract(limited(key.account()), hold.amount());
            }
        }
    }

    private void subtract(Account account, BigInteger amount) {
        sums.computeIfPresent(account, (_, sum) -> {
            BigInteger rest = sum.subtract(amount);
            return rest.signum() == 0 ? null : rest;
        });
    }

    private static Account limited(Account account) {
        return new Account(account.caller(), account.chainId(), account.token(), account.payer(), true);
    }

    private static HoldKey key(String caller, Payment payment) {
        Terms terms = payment.terms();
        var account =
                new Account(caller, payment.asset().chainId(), payment.asset().address(), terms.payer(), false);
        return new HoldKey(account, terms.nonce());
    }
}
