package dev.quittance.signer.policy;

import java.util.Locale;

/** Why something is not signed; each names one rule. */
public enum Denial {
    ALL_STOPPED("everything is stopped"),
    LOG_ROLLED_BACK("a caller has seen more of the transparency log than there is: the database was rolled back"),
    LOG_FORKED("a caller has seen another transparency log: the database is not the one that was signed with"),
    AGENT_STOPPED("the principal is stopped"),
    ACCOUNT_NOT_YOURS("the caller has no such account"),
    ACCOUNT_STOPPED("the account is stopped"),
    ACCOUNT_RETIRED("the account's key was replaced or the account closed"),
    CHAIN_NONCE_UNKNOWN("the database was restored, and the lane's next nonce was not told since"),
    BELOW_CHAIN_NONCE("the database was restored, and the chain has used this nonce already"),
    NO_GRANT("the principal has no grant for this operation"),
    ACCOUNT_NOT_GRANTED("no grant covers the account"),
    ASSET_NOT_GRANTED("no grant covers the asset"),
    PAYEE_NOT_GRANTED("no grant covers the payee"),
    ORIGIN_NOT_GRANTED("no grant covers the resource's origin"),
    OUTSIDE_VALIDITY("the grant is not in force now"),
    LIFE_EXCEEDED("the authorization would live longer than the grant allows"),
    PER_PAYMENT_EXCEEDED("the amount exceeds what the grant allows at once"),
    HOUR_BUDGET_EXCEEDED("the amount exceeds what is left of the hour's budget"),
    DAY_BUDGET_EXCEEDED("the amount exceeds what is left of the day's budget"),
    MONTH_BUDGET_EXCEEDED("the amount exceeds what is left of the month's budget"),
    APPROVAL_REQUIRED("the amount needs the approval of others");

    private final String detail;

    Denial(String detail) {
        this.detail = detail;
    }

    /** The denial of an exhausted budget. */
    static Denial exhausted(Window window) {
        return switch (window) {
            case HOUR -> HOUR_BUDGET_EXCEEDED;
            case DAY -> DAY_BUDGET_EXCEEDED;
            case MONTH -> MONTH_BUDGET_EXCEEDED;
        };
    }

    /** What programs decide by: the rule's name in lower case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What people read. */
    public String detail() {
        return detail;
    }
}
