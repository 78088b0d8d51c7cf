package dev.quittance.signer.change;

import java.util.Locale;

/** Why a change cannot be applied to what there is; each names one rule. */
enum ChangeConflict {
    PRINCIPAL_UNKNOWN("there is no such principal"),
    PRINCIPAL_TAKEN("a principal has this name"),
    KEY_ID_TAKEN("a key has or had this id"),
    KEY_UNKNOWN("no key in force has this id"),
    LAST_ADMIN_KEY("no admin would be left"),
    GRANT_UNKNOWN("no grant has this id"),
    GRANT_TAKEN("another principal or operation has the grant of this id"),
    ACCOUNT_NAME_TAKEN("an account has or had this name"),
    ACCOUNT_UNKNOWN("no active account has this name"),
    ACCOUNT_KIND_REFUSED("accounts of this kind are not for principals of this role"),
    ACCOUNT_ADDRESS_TAKEN("an account has or had the key of this address"),
    IMPORT_KEY_DIFFERS("the box does not open here under this name, or holds no key of the address"),
    DATABASE_RESTORED("the database was restored: open_restored opens it, with the chains' next nonces"),
    NOT_RESTORED("the database was not restored"),
    LOG_HEAD_MISSING("the transparency log to go on with is not named"),
    LOG_HEAD_UNKNOWN("the transparency log never had this size and root"),
    LANE_UNKNOWN("no relay account from before the restoration has this address"),
    CHAIN_NONCE_MISSING("the next nonce of an active relay account is missing"),
    UNRECORDABLE("the schema refuses what was to be recorded");

    private final String detail;

    ChangeConflict(String detail) {
        this.detail = detail;
    }

    /** What people read under a code. */
    static String detailOf(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT)).detail;
    }

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
