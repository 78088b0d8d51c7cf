package dev.quittance.gateway.limit;

import java.util.Optional;

/** What one client had lately, and has in work. */
final class Client implements Accounts.Account {
    private final Bounds bounds;
    private long requestDue;
    private long challengeDue;
    private int running;

    /**
     * What a client may have.
     *
     * @param running requests in work; 0 when there is no limit
     */
    record Bounds(Rate requests, Rate challenges, int running) {}

    Client(Bounds bounds) {
        this.bounds = bounds;
    }

    /**
     * Lets a request in, which must {@link #leave}, or tells why not.
     *
     * @param pays whether it shows a payment; a wrong one leads to a challenge too, so that it helps only for one burst more
     * @param now nanoseconds of a clock that never goes back
     */
    synchronized Optional<Refusal> enter(boolean pays, long now) {
        long wait = bounds.requests().pause(requestDue, now);
        if (wait > 0) {
            return Optional.of(Refusal.after(Limit.REQUESTS, wait));
        }
        if (bounds.running() > 0 && running >= bounds.running()) {
            return Optional.of(Refusal.after(Limit.RUNNING, 0));
        }
        long owed = bounds.challenges().pause(challengeDue, now);
        if (owed > (pays ? bounds.challenges().ahead() : 0)) {
            return Optional.of(Refusal.after(Limit.CHALLENGES, owed));
        }
        requestDue = bounds.requests().taken(requestDue, now);
        running++;
        return Optional.empty();
    }

    /** A request that was let in is over. */
    synchronized void leave(boolean challenged, long now) {
        running--;
        if (challenged) {
            challengeDue = bounds.challenges().taken(challengeDue, now);
        }
    }

    @Override
    public synchronized boolean isSpent(long now) {
        return running == 0 && requestDue <= now && challengeDue <= now;
    }
}
