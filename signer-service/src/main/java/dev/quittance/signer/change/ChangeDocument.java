package dev.quittance.signer.change;

import dev.quittance.attestation.box.Box;
import dev.quittance.attestation.box.BoxRecipient;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.account.Account;
import dev.quittance.signer.policy.GrantDocument;
import dev.quittance.signer.principal.Principal;
import dev.quittance.signer.principal.PrincipalKey;
import dev.quittance.signer.stop.StopTarget;
import java.util.List;
import java.util.Set;

/** The JSON form of a change: {@code kind}, and the members that the kind has; one that it has not is refused. */
final class ChangeDocument {
    private static final String KIND = "kind";

    private static final String CHAIN_NONCES = "chainNonces";
    private static final String LOG = "log";

    private ChangeDocument() {}

    /**
     * Reads a change.
     *
     * @throws MalformedException when the kind is not known, or a member is missing, unknown or of the wrong form
     */
    static Change parse(JsonObject json) {
        Change change = switch (json.text(KIND)) {
            case "register_principal" -> new Change.RegisterPrincipal(principal(json.object("principal")));
            case "add_key" -> new Change.AddKey(json.text("principal"), PrincipalKey.fromJwk(json.object("key")));
            case "revoke_key" -> new Change.RevokeKey(json.text("keyId"));
            case "put_grant" -> new Change.PutGrant(GrantDocument.parse(json.object("grant")));
            case "remove_grant" -> new Change.RemoveGrant(json.text("id"));
            case "create_account" ->
                new Change.CreateAccount(
                        json.text("principal"),
                        Principal.requireName(json.text("name")),
                        Account.Kind.parse(json.text("accountKind")));
            case "rename_account" ->
                new Change.RenameAccount(json.text("account"), Principal.requireName(json.text("name")));
            case "rotate_account" -> new Change.RotateAccount(json.text("account"));
            case "close_account" -> new Change.CloseAccount(json.text("account"));
            case "export_account" ->
                new Change.ExportAccount(json.text("account"), BoxRecipient.fromJwk(json.object("recipient")));
            case "import_account" ->
                new Change.ImportAccount(
                        json.text("principal"),
                        Principal.requireName(json.text("name")),
                        Account.Kind.parse(json.text("accountKind")),
                        Address.parse(json.text("address")),
                        Box.parse(json.text("box")));
            case "stop" -> new Change.Stop(StopTarget.fromJson(json));
            case "resume" -> new Change.Resume(StopTarget.fromJson(json));
            case "open_restored" ->
                new Change.OpenRestored(
                        chainNonces(json), json.optionalObject(LOG).map(LogHead::fromJson));
            default -> throw new MalformedException("there is no such kind of change");
        };
        Set<String> names = write(change).names();
        if (!names.containsAll(json.names())) {
            throw new MalformedException("a change of this kind has no other members than " + names);
        }
        return change;
    }

    private static Principal principal(JsonObject json) {
        Principal principal = Principal.fromJson(json);
        if (!principal.toJson().names().containsAll(json.names())) {
            throw new MalformedException("a principal has no other members than its name, role, keys and accounts");
        }
        return principal;
    }

    private static List<LaneNonce> chainNonces(JsonObject json) {
        List<LaneNonce> nonces =
                json.objects(CHAIN_NONCES).stream().map(LaneNonce::fromJson).toList();
        if (nonces.stream().map(LaneNonce::lane).distinct().count() < nonces.size()) {
            throw new MalformedException("a lane has one nonce");
        }
        return nonces;
    }

    /** Writes a change; reading it again gives an equal one. */
    static JsonObject write(Change change) {
        var json = JsonObject.builder().put(KIND, kind(change));
        return switch (change) {
            case Change.RegisterPrincipal(var principal) ->
                json.put("principal", principal.toJson()).build();
            case Change.AddKey(var principal, var key) ->
                json.put("principal", principal).put("key", key.toJwk()).build();
            case Change.RevokeKey(var keyId) -> json.put("keyId", keyId).build();
            case Change.PutGrant(var grant) ->
                json.put("grant", GrantDocument.write(grant)).build();
            case Change.RemoveGrant(var id) -> json.put("id", id).build();
            case Change.CreateAccount(var principal, var name, var accountKind) ->
                json.put("principal", principal)
                        .put("name", name)
                        .put("accountKind", accountKind.text())
                        .build();
            case Change.RenameAccount(var account, var name) ->
                json.put("account", account).put("name", name).build();
            case Change.RotateAccount(var account) ->
                json.put("account", account).build();
            case Change.CloseAccount(var account) ->
                json.put("account", account).build();
            case Change.ExportAccount(var account, var recipient) ->
                json.put("account", account).put("recipient", recipient.toJwk()).build();
            case Change.ImportAccount(var principal, var name, var accountKind, var address, var box) ->
                json.put("principal", principal)
                        .put("name", name)
                        .put("accountKind", accountKind.text())
                        .put("address", address.toString())
                        .put("box", box.toString())
                        .build();
            case Change.Stop(var target) -> target.putInto(json).build();
            case Change.Resume(var target) -> target.putInto(json).build();
            case Change.OpenRestored(var chainNonces, var log) ->
                json.putObjects(
                                CHAIN_NONCES,
                                chainNonces.stream().map(LaneNonce::toJson).toList())
                        .putObject(LOG, log.map(LogHead::toJson))
                        .build();
        };
    }

    /** The wire text of the change's kind. */
    static String kind(Change change) {
        return switch (change) {
            case Change.RegisterPrincipal _ -> "register_principal";
            case Change.AddKey _ -> "add_key";
            case Change.RevokeKey _ -> "revoke_key";
            case Change.PutGrant _ -> "put_grant";
            case Change.RemoveGrant _ -> "remove_grant";
            case Change.CreateAccount _ -> "create_account";
            case Change.RenameAccount _ -> "rename_account";
            case Change.RotateAccount _ -> "rotate_account";
            case Change.CloseAccount _ -> "close_account";
            case Change.ExportAccount _ -> "export_account";
            case Change.ImportAccount _ -> "import_account";
            case Change.Stop _ -> "stop";
            case Change.Resume _ -> "resume";
            case Change.OpenRestored _ -> "open_restored";
        };
    }
}
