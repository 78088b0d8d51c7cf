package dev.quittance.signer.principal;

import dev.quittance.protocol.MalformedException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Somebody who may call, as it is registered.
 *
 * @param accounts names of the accounts that are this principal's alone
 * @param receiptAccounts names of those, likewise, that sign receipts; only a service has any
 */
public record Principal(
        String name, Role role, List<PrincipalKey> keys, List<String> accounts, List<String> receiptAccounts) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /** Checks the names. */
    public Principal {
        requireName(name);
        accounts.forEach(Principal::requireName);
        receiptAccounts.forEach(Principal::requireName);
        if (role != Role.SERVICE && !receiptAccounts.isEmpty()) {
            throw new MalformedException("only a service has accounts that sign receipts");
        }
        if (role == Role.ADMIN && !accounts.isEmpty()) {
            throw new MalformedException("an admin has no accounts");
        }
        keys = List.copyOf(keys);
        accounts = List.copyOf(accounts);
        receiptAccounts = List.copyOf(receiptAccounts);
    }

    /** The principal as its own requests show it. */
    public Caller caller() {
        return new Caller(name, role);
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new MalformedException("a name has 1 to 64 letters, digits, dots, hyphens and underscores");
        }
    }
}
