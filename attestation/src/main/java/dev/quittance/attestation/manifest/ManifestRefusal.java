package dev.quittance.attestation.manifest;

import java.util.Locale;

/** Why a manifest is not accepted; each names one rule. */
public enum ManifestRefusal {
    APPROVER_UNKNOWN("an approval is by a key that is no admin's of the manifest in force"),
    APPROVAL_TWICE("an admin approved twice"),
    APPROVAL_FORGED("an approval is not a signature of its admin under this manifest"),
    QUORUM_LACKING("fewer admins than the threshold approved the manifest"),
    NUMBER_LOWER("the manifest's number is lower than that of the one in force"),
    NUMBER_TAKEN("another manifest of the same number is in force"),
    NAME_DIFFERS("the manifest is for a signer of another name"),
    MEASUREMENT_DIFFERS("the manifest names another measurement than this signer has"),
    POLICY_DIFFERS("the manifest names another policy root than the SHA-256 of the principals file"),
    ADMINS_DIFFER("the first manifest's admins are not those that the principals file declares");

    private final String detail;

    ManifestRefusal(String detail) {
        this.detail = detail;
    }

    /** What programs decide by, such as {@code manifest_number_lower}. */
    public String code() {
        return "manifest_" + name().toLowerCase(Locale.ROOT);
    }

    /** What people read. */
    public String detail() {
        return detail;
    }
}
