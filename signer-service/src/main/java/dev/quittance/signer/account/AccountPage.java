package dev.quittance.signer.account;

import dev.quittance.protocol.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Which accounts a list goes on with.
 *
 * @param principal whose; everybody's when empty
 * @param ended whether retired and closed keys are listed too
 * @param afterName the last account of the page before; empty at first
 */
record AccountPage(Optional<String> principal, boolean ended, String afterName, int afterVersion) {

    /**
     * Reads the token of a page; an empty one is that of the first.
     *
     * @throws MalformedException when no page had it
     */
    static AccountPage of(Optional<String> principal, boolean ended, String token) {
        if (token.isEmpty()) {
            return new AccountPage(principal, ended, "", 0);
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            int split = text.indexOf(' ');
            return new AccountPage(
                    principal, ended, text.substring(0, split), Integer.parseInt(text.substring(split + 1)));
        } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
            throw new MalformedException("pageToken is not one that this service gave", e);
        }
    }

    /** The token of the page after the one that ends with this account. */
    static String tokenAfter(Account account) {
        String text = account.name() + " " + account.version();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
