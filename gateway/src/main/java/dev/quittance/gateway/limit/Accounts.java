package dev.quittance.gateway.limit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * What is remembered of each of many, within a bound. An account that says no more than a new one is dropped when room is needed;
 * when there is none all further ones share an account, so that whoever has many addresses gets no more for them.
 */
final class Accounts<K, A extends Accounts.Account> {
    private static final long SWEEP_EVERY = TimeUnit.SECONDS.toNanos(1);

    private final Map<K, A> accounts = new ConcurrentHashMap<>();
    private final Supplier<A> fresh;
    private final A shared;
    private final int max;
    private final AtomicLong sweepAt = new AtomicLong(Long.MIN_VALUE);

    /** What can tell whether it is as good as new. */
    interface Account {
        boolean isSpent(long now);
    }

    Accounts(Supplier<A> fresh, int max) {
        this.fresh = fresh;
        this.max = max;
        shared = fresh.get();
    }

    /** The account of one. */
    A of(K key, long now) {
        var known = accounts.get(key);
        if (known != null) {
            return known;
        }
        if (accounts.size() >= max) {
            sweep(now);
        }
        return accounts.size() >= max ? shared : accounts.computeIfAbsent(key, _ -> fresh.get());
    }

    int size() {
        return accounts.size();
    }

    private void sweep(long now) {
        long at = sweepAt.get();
        if (now >= at && sweepAt.compareAndSet(at, now + SWEEP_EVERY)) {
            accounts.values().removeIf(account -> account.isSpent(now));
        }
    }
}
