package dev.quittance.vitals;

import java.util.Optional;

/**
 * Something outside the process that a service needs.
 *
 * @param name one word, the same in logs, readiness and metrics
 * @param check asks for it, within a few seconds
 */
public record Probe(String name, Check check) {

    /** Finds out what is wrong. */
    @FunctionalInterface
    public interface Check {
        /** What is wrong and what to do about it, in one line without secrets; empty while all is well. */
        Optional<String> fault() throws InterruptedException;
    }
}
