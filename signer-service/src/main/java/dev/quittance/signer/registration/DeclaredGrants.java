package dev.quittance.signer.registration;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.policy.Grant;
import dev.quittance.signer.policy.GrantDocument;
import dev.quittance.signer.policy.Operation;
import dev.quittance.signer.policy.Scope;
import dev.quittance.signer.principal.Principal;
import dev.quittance.signer.principal.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The grants that a principals file declares: an optional member {@code grants} of a principal, documents without
 * {@code principal}. A service whose file says nothing of grants may relay and sign receipts with its own accounts, as such
 * files have always meant; everybody else needs to be told.
 */
final class DeclaredGrants {
    private static final String GRANTS = "grants";

    private DeclaredGrants() {}

    /**
     * The grants of all declared principals, by their names.
     *
     * @throws MalformedException when a grant is not of its form
     */
    static Map<String, List<Grant>> of(List<Principal> principals, JsonObject file) {
        Map<String, JsonObject> declarations = file.objects("principals").stream()
                .collect(Collectors.toMap(declaration -> declaration.text("name"), Function.identity()));
        return principals.stream()
                .collect(Collectors.toMap(
                        Principal::name,
                        principal -> of(principal, declarations.getOrDefault(principal.name(), JsonObject.EMPTY))));
    }

    private static List<Grant> of(Principal principal, JsonObject declaration) {
        if (declaration.has(GRANTS)) {
            return declaration.objects(GRANTS).stream()
                    .map(grant -> grant(principal, grant))
                    .toList();
        }
        return principal.role() == Role.SERVICE
                ? Stream.of(Operation.RELAY, Operation.RECEIPT)
                        .map(operation -> open(principal, operation))
                        .toList()
                : List.of();
    }

    private static Grant grant(Principal principal, JsonObject document) {
        if (document.has("principal")) {
            throw new MalformedException("a declared grant is of the principal that it stands in");
        }
        return GrantDocument.parse(
                document.toBuilder().put("principal", principal.name()).build());
    }

    private static Grant open(Principal principal, Operation operation) {
        return new Grant(
                principal.name() + "." + operation.text(),
                principal.name(),
                operation,
                new Scope.Any<>(),
                new Scope.Any<>(),
                new Scope.Any<>(),
                new Scope.Any<>(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
