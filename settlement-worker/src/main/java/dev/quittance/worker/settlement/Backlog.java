package dev.quittance.worker.settlement;

/** How much is open, and for how long already. */
public record Backlog(long open, double oldestSeconds) {
    public static final Backlog NONE = new Backlog(0, 0);
}
