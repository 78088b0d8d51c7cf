package dev.quittance.signer.principal;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/** The principals that an operator declares: {@code {"principals": [{name, role, keys, accounts, receiptAccounts?}]}}. */
public final class PrincipalsFile {
    private PrincipalsFile() {}

    /**
     * Reads the file's bytes.
     *
     * @throws MalformedException when the form is wrong, or a principal, key id or account is named twice
     */
    public static List<Principal> parse(byte[] utf8) {
        List<Principal> principals = JsonObject.parse(utf8).objects("principals").stream()
                .map(Principal::fromJson)
                .toList();
        requireUnique(principals.stream().map(Principal::name), "principal");
        requireUnique(principals.stream().flatMap(p -> p.keys().stream()).map(PrincipalKey::id), "kid");
        requireUnique(
                principals.stream().flatMap(p -> Stream.concat(p.accounts().stream(), p.receiptAccounts().stream())),
                "account");
        return principals;
    }

    private static void requireUnique(Stream<String> names, String kind) {
        var seen = new HashSet<String>();
        names.forEach(name -> {
            if (!seen.add(name)) {
                throw new MalformedException("the principals file names the " + kind + " " + name + " twice");
            }
        });
    }
}
