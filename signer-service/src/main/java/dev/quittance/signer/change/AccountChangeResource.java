package dev.quittance.signer.change;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.account.Account;
import dev.quittance.signer.principal.Principal;
import dev.quittance.signer.principal.Role;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Accounts as admins change them: each call proposes the change of its kind, and answers as {@link ChangeResource} does. */
@Path("/v1/accounts")
@RunOnVirtualThread
@RolesAllowed(Role.ADMIN_NAME)
@Produces(MediaType.APPLICATION_JSON)
public final class AccountChangeResource {
    private final ChangeDesk desk;
    private final SecurityIdentity identity;

    AccountChangeResource(ChangeDesk desk, SecurityIdentity identity) {
        this.desk = desk;
        this.identity = identity;
    }

    /** Opens an account: {@code {principal, name, kind}}. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "createAccount", summary = "Propose to open an account")
    public String create(byte[] body) {
        return propose(body, json -> {
            requireMembers(json, Set.of("principal", "name", "kind"));
            return new Change.CreateAccount(
                    json.text("principal"),
                    Principal.requireName(json.text("name")),
                    Account.Kind.parse(json.text("kind")));
        });
    }

    /** Gives the account another name: {@code {name}}. */
    @PUT
    @Path("by-name/{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "renameAccount", summary = "Propose another name for an account")
    public String rename(@PathParam("name") String name, byte[] body) {
        return propose(body, json -> {
            requireMembers(json, Set.of("name"));
            return new Change.RenameAccount(name, Principal.requireName(json.text("name")));
        });
    }

    /** Gives the account a new key and address. */
    @POST
    @Path("by-name/{name}/rotations")
    @Operation(operationId = "rotateAccount", summary = "Propose a new key for an account")
    public String rotate(@PathParam("name") String name) {
        return propose(new Change.RotateAccount(name));
    }

    /** Closes the account, at once and for ever. */
    @DELETE
    @Path("by-name/{name}")
    @Operation(operationId = "closeAccount", summary = "Close an account")
    public String close(@PathParam("name") String name) {
        return propose(new Change.CloseAccount(name));
    }

    private String propose(Change change) {
        return desk.propose(Admin.of(identity), change).toJson().toString();
    }

    private String propose(byte[] body, Function<JsonObject, Change> reading) {
        return desk.propose(Admin.of(identity), body, reading).toJson().toString();
    }

    private static void requireMembers(JsonObject json, Set<String> names) {
        if (!json.names().equals(names)) {
            throw new MalformedException("the members are " + names);
        }
    }
}
