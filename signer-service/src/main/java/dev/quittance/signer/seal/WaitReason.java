package dev.quittance.signer.seal;

import java.util.Locale;

/** Why a signer waits for a manifest. */
enum WaitReason {
    NEVER_SEALED("nothing was sealed here yet: offer a first manifest"),
    OTHER_MEASUREMENT("the root is sealed to another measurement: offer a manifest with a higher number and this one"),
    OTHER_POLICY("the principals file changed: offer a manifest with a higher number and its policy root"),
    SEAL_BROKEN("the seal does not open, its device secret is another or it was changed: offer a manifest with a higher"
            + " number, and have the root recovered");

    private final String detail;

    WaitReason(String detail) {
        this.detail = detail;
    }

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    String detail() {
        return detail;
    }
}
