package dev.quittance.gateway.limit;

/** What is limited, as a problem's code and words and as a metric's label. */
enum Limit {
    REQUESTS("requests", 429, "too_many_requests", "This client asks too often."),
    CHALLENGES("challenges", 429, "too_many_challenges", "This client was asked to pay too often: pay, or wait."),
    RUNNING("running", 429, "too_many_at_once", "This client has too many requests in work."),
    PAYMENTS("payments", 429, "too_many_payments", "This payer pays too often. Nothing was charged."),
    FIELDS("fields", 431, "too_many_headers", "The request has too many header fields."),
    CONNECTIONS("connections", 0, "", ""),
    SLOW_HEAD("slow_head", 0, "", ""),
    SLOW_BODY("slow_body", 0, "", "");

    private final String label;
    private final int status;
    private final String code;
    private final String detail;

    Limit(String label, int status, String code, String detail) {
        this.label = label;
        this.status = status;
        this.code = code;
        this.detail = detail;
    }

    String label() {
        return label;
    }

    /** 0 where the connection ends without an answer. */
    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String detail() {
        return detail;
    }
}
