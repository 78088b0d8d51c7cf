package dev.quittance.gateway.facilitator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Leaves a facilitator alone while it fails: closed until too many of its last answers were failures, then open for a rest, then
 * open to one call at a time until one succeeds.
 */
final class Circuit {
    private final int answersMax;
    private final int answersMin;
    private final int failuresPercent;
    private final Duration rest;
    private final InstantSource clock;
    private final Deque<Boolean> failures = new ArrayDeque<>();
    private Instant restsUntil = Instant.MIN;
    private boolean open;
    private boolean trying;

    Circuit(FacilitatorsConfig.Circuit config, InstantSource clock) {
        this.answersMax = config.answers();
        this.answersMin = config.answersMin();
        this.failuresPercent = config.failuresPercent();
        this.rest = config.rest();
        this.clock = clock;
    }

    /** Whether it may be asked now; whoever may has to tell what came of it, or that the call was given up. */
    synchronized boolean lets() {
        if (!open) {
            return true;
        }
        if (trying || clock.instant().isBefore(restsUntil)) {
            return false;
        }
        trying = true;
        return true;
    }

    synchronized void told(boolean failed) {
        if (open) {
            toldWhileOpen(failed);
            return;
        }
        failures.addLast(failed);
        if (failures.size() > answersMax) {
            failures.removeFirst();
        }
        long bad = failures.stream().filter(each -> each).count();
        if (failures.size() >= answersMin && bad * 100 >= (long) failuresPercent * failures.size()) {
            leaveAlone();
        }
    }

    /** Nothing came of it. */
    synchronized void givenUp() {
        trying = false;
    }

    synchronized boolean isOpen() {
        return open;
    }

    /** A call from before the circuit opened says nothing new, unless it went well. */
    private void toldWhileOpen(boolean failed) {
        if (!failed) {
            open = false;
            trying = false;
            failures.clear();
        } else if (trying) {
            leaveAlone();
        }
    }

    private void leaveAlone() {
        open = true;
        trying = false;
        restsUntil = clock.instant().plus(rest);
    }
}
