package dev.quittance.devstack.suite;

import dev.quittance.devstack.DevstackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** How the last run on this state ended, and what that means for the state. */
enum LastRun {
    /** There was none, or it was cut off before its parts stood for the first time. */
    NONE,
    CLEAN,
    /** Killed: the database may know blocks that the chain's last save does not hold. */
    CUT_OFF;

    /** Payments and chain are kept together or wiped together. */
    sealed interface Verdict {
        record Keep() implements Verdict {}

        /**
         * Start afresh.
         *
         * @param reason one clause for a person
         */
        record Wipe(String reason) implements Verdict {}
    }

    /**
     * Decides on the state of an earlier run.
     *
     * @param chainLoads whether the node could load the chain
     * @param newestBlockOnChain whether the newest block that the database knows is on the loaded chain; asked only if needed
     */
    Verdict judge(boolean chainLoads, BooleanSupplier newestBlockOnChain) {
        if (!chainLoads) {
            return new Verdict.Wipe("the saved chain cannot be loaded");
        }
        return switch (this) {
            case NONE, CLEAN -> new Verdict.Keep();
            case CUT_OFF ->
                newestBlockOnChain.getAsBoolean()
                        ? new Verdict.Keep()
                        : new Verdict.Wipe("the last run was killed and the chain lost blocks that payments are in");
        };
    }

    static LastRun read(SuiteFolder folder) {
        try {
            Path file = file(folder);
            if (!Files.exists(file)) {
                return NONE;
            }
            return Files.readString(file).equals(CLEAN.name()) ? CLEAN : CUT_OFF;
        } catch (IOException e) {
            return CUT_OFF;
        }
    }

    /** Written before the state is touched and after it is whole: in between, a kill leaves {@link #CUT_OFF}. */
    void write(SuiteFolder folder) {
        try {
            Files.writeString(file(folder), name());
        } catch (IOException e) {
            throw new DevstackException("cannot write to " + folder.state() + ": " + e.getMessage(), e);
        }
    }

    private static Path file(SuiteFolder folder) {
        return folder.state().resolve("last-run");
    }
}
