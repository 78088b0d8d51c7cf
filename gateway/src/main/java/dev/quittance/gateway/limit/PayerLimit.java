package dev.quittance.gateway.limit;

import dev.quittance.gateway.answer.Answer;
import dev.quittance.protocol.Address;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/**
 * How often one payer is served. Whoever names a payer has not shown to be that one: a facilitator tells, when it takes the
 * payment. So what was taken counts for the payer, and what is only tried counts for the payer and the client that tries it.
 */
public final class PayerLimit {
    private final Rate rate;
    private final Accounts<Object, Due> taken;
    private final Accounts<Object, Due> tried;
    private final Limits limits;

    private record Attempt(Address payer, ClientAddress client) {}

    /** One token bucket. */
    private static final class Due implements Accounts.Account {
        private long due;

        @Override
        public synchronized boolean isSpent(long now) {
            return due <= now;
        }

        synchronized long pause(Rate rate, long now) {
            return rate.pause(due, now);
        }

        synchronized void take(Rate rate, long now) {
            due = rate.taken(due, now);
        }
    }

    PayerLimit(LimitConfig config, Limits limits) {
        this.limits = limits;
        rate = Rate.of(config.paymentsPerSecond(), config.paymentsBurst());
        taken = new Accounts<>(Due::new, config.remembered());
        tried = new Accounts<>(Due::new, config.remembered());
    }

    /** What to answer to a payment that comes too soon; asked before anything is settled. */
    public Optional<Answer> refuse(Address payer, HttpServerRequest request) {
        long now = limits.now();
        var attempts = tried.of(new Attempt(payer, ClientAddress.of(request)), now);
        long wait = Math.max(taken.of(payer, now).pause(rate, now), attempts.pause(rate, now));
        if (wait > 0) {
            limits.count(Limit.PAYMENTS);
            return Optional.of(Refusal.after(Limit.PAYMENTS, wait).answer());
        }
        attempts.take(rate, now);
        return Optional.empty();
    }

    /** A payment of this payer was taken. */
    public void count(Address payer) {
        long now = limits.now();
        taken.of(payer, now).take(rate, now);
    }
}
