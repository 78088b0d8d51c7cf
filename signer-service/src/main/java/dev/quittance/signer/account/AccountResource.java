package dev.quittance.signer.account;

import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.database.Database;
import dev.quittance.signer.principal.Caller;
import dev.quittance.signer.principal.Role;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What a caller may learn of its accounts: names and addresses. */
@Path("/v1/accounts")
@RunOnVirtualThread
public final class AccountResource {
    private final Database database;
    private final AccountStore store;
    private final SecurityIdentity identity;

    AccountResource(Database database, AccountStore store, SecurityIdentity identity) {
        this.database = database;
        this.store = store;
        this.identity = identity;
    }

    /** The caller's own accounts, by name. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.AGENT_NAME, Role.MERCHANT_NAME, Role.SERVICE_NAME})
    @Operation(operationId = "listAccounts", summary = "The caller's own accounts")
    public String list() {
        Caller caller = Caller.of(identity);
        List<Account> accounts = database.inTransaction(connection -> store.list(connection, caller.name()));
        return JsonObject.builder()
                .putObjects("accounts", accounts.stream().map(Account::toJson).toList())
                .build()
                .toString();
    }
}
