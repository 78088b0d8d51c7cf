package dev.quittance.signer.seal;

import dev.quittance.signer.problem.ProblemException;
import java.util.Locale;

/** Why a step of a ceremony is refused. */
enum SealRefusal {
    NOT_AWAITED("this signer waits for no root: it has one, or has no manifest yet"),
    BOX_UNREADABLE("the box does not open: it is for another key, manifest or share"),
    SHARE_TWICE("this share was brought already"),
    SHARE_WRONG("this is no share of the root that is sealed here"),
    ROOT_WRONG("this is not the root that is sealed here"),
    ROOT_MISSING(
            "accounts are here but no seal: name the sealing key's file once in quittance.signer.sealing-key-file"),
    SEALING_KEY_WRONG("quittance.signer.sealing-key-file holds another key than the one that sealed the accounts here");

    private final String detail;

    SealRefusal(String detail) {
        this.detail = detail;
    }

    String detail() {
        return detail;
    }

    ProblemException problem() {
        return ProblemException.refused(name().toLowerCase(Locale.ROOT), detail);
    }
}
