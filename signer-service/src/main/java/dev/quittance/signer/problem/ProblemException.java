package dev.quittance.signer.problem;

/** Ends a request with a problem. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int UNPROCESSABLE = 422;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        // No stack trace: this is an answer, not a fault.
        super(problem.code(), null, false, false);
        this.problem = problem;
    }

    /** Ends a request that a rule of its surface refuses: 422. */
    public static ProblemException refused(String code, String detail) {
        return new ProblemException(new Problem(UNPROCESSABLE, code, detail));
    }

    /** The problem's code. */
    public String code() {
        return problem.code();
    }

    /** What the problem's reader is told. */
    public String detail() {
        return problem.detail();
    }

    Problem problem() {
        return problem;
    }
}
