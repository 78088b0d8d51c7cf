package dev.quittance.agent.receipt;

import java.util.Locale;

/** What is wrong with a receipt. */
public enum ReceiptFault {
    SIGNATURE("the signature is not the named signer's"),
    SIGNER("it is signed by another than the seller's signer"),
    NETWORK("it is about another chain"),
    ASSET("it is about another asset"),
    PAYER("it names another payer"),
    PAYEE("it names another payee"),
    AMOUNT("it names another amount"),
    NONCE("it names another authorization"),
    CHALLENGE("it was issued for another challenge"),
    TRANSACTION("it names another transaction"),
    RESPONSE("the answer is not the one it was issued for"),
    RESPONSE_NOT_STATED("it does not say what was answered; a newer receipt of the payment may");

    private final String meaning;

    ReceiptFault(String meaning) {
        this.meaning = meaning;
    }

    /** For programs: lower case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** For people. */
    public String meaning() {
        return meaning;
    }
}
