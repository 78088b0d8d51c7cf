package dev.quittance.signer.principal;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
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

    /**
     * Reads {@code {name, role, keys, accounts, receiptAccounts?}}; other members are somebody else's.
     *
     * @throws MalformedException when a member is missing or of the wrong form
     */
    public static Principal fromJson(JsonObject json) {
        return new Principal(
                json.text("name"),
                Role.parse(json.text("role")),
                json.objects("keys").stream().map(PrincipalKey::fromJwk).toList(),
                json.texts("accounts"),
                json.has("receiptAccounts") ? json.texts("receiptAccounts") : List.of());
    }

    /** The form that {@link #fromJson} reads. */
    public JsonObject toJson() {
        return JsonObject.builder()
                .put("name", name)
                .put("role", role.text())
                .putObjects("keys", keys.stream().map(PrincipalKey::toJwk).toList())
                .putTexts("accounts", accounts)
                .putTexts("receiptAccounts", receiptAccounts)
                .build();
    }

    /**
     * Checks the name of a principal or an account.
     *
     * @throws MalformedException when it is of another form
     */
    public static String requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new MalformedException("a name has 1 to 64 letters, digits, dots, hyphens and underscores");
        }
        return name;
    }
}
