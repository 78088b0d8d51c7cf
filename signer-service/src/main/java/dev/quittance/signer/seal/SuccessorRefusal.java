package dev.quittance.signer.seal;

import dev.quittance.signer.problem.ProblemException;
import java.util.Locale;

/** Why the root is not handed over. */
enum SuccessorRefusal {
    UNTRUSTED("no root of trust is configured: set quittance.signer.hand-over.trust-root"),
    NUMBER_NOT_HIGHER("the successor's manifest has not a higher number"),
    CHALLENGE_UNKNOWN("the document answers no challenge of this signer that is open"),
    DOCUMENT_REFUSED("the successor's document is not believed"),
    MANIFEST_DIFFERS("the successor's document names another manifest"),
    KEY_UNPROVEN("the live key of the successor's document did not sign the ceremony key");

    private final String detail;

    SuccessorRefusal(String detail) {
        this.detail = detail;
    }

    ProblemException problem() {
        return problem("");
    }

    ProblemException problem(String more) {
        return ProblemException.refused("successor_" + name().toLowerCase(Locale.ROOT), detail + more);
    }
}
