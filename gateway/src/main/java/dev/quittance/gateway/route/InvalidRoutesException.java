package dev.quittance.gateway.route;

import java.util.List;

/** A routes file that cannot be used; the message is one line that names the file's line. */
public final class InvalidRoutesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Fault> faults;

    /**
     * One fault.
     *
     * @param file what file it is in, in words
     * @param line counted from 1
     */
    public record Fault(String file, int line, String text) {
        @Override
        public String toString() {
            return file + ", line " + line + ": " + text;
        }
    }

    InvalidRoutesException(Fault fault) {
        this(List.of(fault));
    }

    InvalidRoutesException(List<Fault> faults) {
        super(faults.getFirst() + (faults.size() > 1 ? " (and " + (faults.size() - 1) + " more)" : ""));
        this.faults = List.copyOf(faults);
    }

    /** All that was found, at least one. */
    public List<Fault> faults() {
        return faults;
    }
}
