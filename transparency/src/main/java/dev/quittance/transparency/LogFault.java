package dev.quittance.transparency;

/** Why a log is not believed. */
public enum LogFault {
    /** The signed note or its checkpoint is not in the form of C2SP's signed-note and tlog-checkpoint. */
    CHECKPOINT_MALFORMED("checkpoint_malformed"),
    /** The checkpoint is of another log. */
    ORIGIN_OTHER("log_origin_other"),
    /** The key that is believed has not signed it. */
    SIGNATURE_MISSING("checkpoint_unsigned"),
    /** The signature under the name of the key that is believed is not the key's. */
    SIGNATURE_WRONG("checkpoint_signature_wrong"),
    /** The proof does not lead from the entry to the root. */
    INCLUSION_WRONG("inclusion_proof_wrong"),
    /** The log is shorter than it was. */
    ROLLED_BACK("log_rolled_back"),
    /** The log does not begin with what it was. */
    FORKED("log_forked"),
    /** An entry is not canonical, or the entries are not those of the checkpoint. */
    ENTRY_WRONG("log_entry_wrong"),
    /** A statement that the log was restored does not hold. */
    RESTORATION_WRONG("log_restoration_wrong");

    private final String code;

    LogFault(String code) {
        this.code = code;
    }

    /** What programs decide by. */
    public String code() {
        return code;
    }
}
