package dev.quittance.signer.account;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.database.Database;
import dev.quittance.signer.principal.Caller;
import dev.quittance.signer.principal.Role;
import dev.quittance.signer.problem.Problem;
import dev.quittance.signer.problem.ProblemException;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What a caller may learn of its accounts: names, addresses, and which keys are in use. Admins see everybody's. */
@Path("/v1/accounts")
@RunOnVirtualThread
public final class AccountResource {
    private static final int NOT_FOUND = 404;
    private static final int PAGE_MAX = 1000;

    private final Database database;
    private final AccountStore store;
    private final SecurityIdentity identity;

    AccountResource(Database database, AccountStore store, SecurityIdentity identity) {
        this.database = database;
        this.store = store;
        this.identity = identity;
    }

    /**
     * Active accounts by name, a page at a time.
     *
     * @param pageSize 1 to 1000
     * @param pageToken {@code nextPageToken} of the page before
     * @param state {@code active}, or {@code all} to see retired and closed keys too
     */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.ADMIN_NAME, Role.AGENT_NAME, Role.MERCHANT_NAME, Role.SERVICE_NAME})
    @Operation(operationId = "listAccounts", summary = "The caller's own accounts; of an admin, all")
    public String list(
            @QueryParam("pageSize") @DefaultValue("1000") int pageSize,
            @QueryParam("pageToken") @DefaultValue("") String pageToken,
            @QueryParam("state") @DefaultValue("active") String state) {
        if (pageSize < 1 || pageSize > PAGE_MAX) {
            throw new MalformedException("pageSize is 1 to " + PAGE_MAX);
        }
        var page = AccountPage.of(whose(), isAll(state), pageToken);
        List<Account> accounts = database.inTransaction(connection -> store.page(connection, page, pageSize + 1));
        boolean goesOn = accounts.size() > pageSize;
        List<Account> shown = goesOn ? accounts.subList(0, pageSize) : accounts;
        return JsonObject.builder()
                .putObjects("accounts", shown.stream().map(Account::toJson).toList())
                .putText(
                        "nextPageToken",
                        goesOn ? Optional.of(AccountPage.tokenAfter(shown.getLast())) : Optional.empty())
                .build()
                .toString();
    }

    /** The account of a name: its newest key, and those that it had before. */
    @GET
    @Path("by-name/{name}")
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.ADMIN_NAME, Role.AGENT_NAME, Role.MERCHANT_NAME, Role.SERVICE_NAME})
    @Operation(operationId = "getAccount", summary = "An account by its name, with the keys that it had before")
    public String get(@PathParam("name") String name) {
        Optional<String> whose = whose();
        List<Account> versions = database.inTransaction(connection -> store.versions(connection, name)).stream()
                .map(SealedAccount::account)
                .filter(account -> whose.map(account.principal()::equals).orElse(true))
                .toList();
        if (versions.isEmpty()) {
            throw new ProblemException(new Problem(NOT_FOUND, "not_found", "the caller has no account of this name"));
        }
        return versions.getFirst().toJson().toBuilder()
                .putObjects(
                        "earlier",
                        versions.stream().skip(1).map(Account::toJson).toList())
                .build()
                .toString();
    }

    /** The keys of an account that a quorum had taken out, each in a box for its recipient. */
    @GET
    @Path("by-name/{name}/exports")
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.ADMIN_NAME)
    @Operation(operationId = "getExports", summary = "Keys that were taken out, each in a box for its recipient")
    public String exports(@PathParam("name") String name) {
        List<AccountExport> exports = database.inTransaction(connection -> store.exports(connection, name));
        return JsonObject.builder()
                .putObjects(
                        "exports", exports.stream().map(AccountExport::toJson).toList())
                .build()
                .toString();
    }

    /** The principal whose accounts the caller sees; empty when everybody's. */
    private Optional<String> whose() {
        Caller caller = Caller.of(identity);
        return switch (caller.role()) {
            case ADMIN -> Optional.empty();
            case SERVICE, MERCHANT, AGENT -> Optional.of(caller.name());
        };
    }

    private static boolean isAll(String state) {
        return switch (state) {
            case "active" -> false;
            case "all" -> true;
            default -> throw new MalformedException("state is active or all");
        };
    }
}
