package dev.quittance.signer.change;

/** Ends the application of a change that does not fit what there is. */
final class ChangeConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ChangeConflict conflict;

    ChangeConflictException(ChangeConflict conflict) {
        // No stack trace: this is an answer, not a fault.
        super(conflict.code(), null, false, false);
        this.conflict = conflict;
    }

    ChangeConflict conflict() {
        return conflict;
    }
}
