package dev.quittance.schemes.payment;

import dev.quittance.protocol.MalformedException;

/**
 * One way to pay: a scheme of the protocol, and the method by which it moves the asset.
 *
 * @param scheme as {@code scheme} names it
 * @param method as {@code extra.assetTransferMethod} names it
 */
public record Kind(String scheme, String method) {
    private static final String SEPARATOR = "/";

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws MalformedException when it is no such text
     */
    public static Kind parse(String text) {
        int at = text.indexOf(SEPARATOR);
        if (at < 1 || at == text.length() - 1) {
            throw new MalformedException("not a scheme and a method");
        }
        return new Kind(text.substring(0, at), text.substring(at + 1));
    }

    /** Scheme and method with a slash between. */
    @Override
    public String toString() {
        return scheme + SEPARATOR + method;
    }
}
