package dev.quittance.signer.stop;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.util.Optional;

/** What a stop covers. */
public sealed interface StopTarget {
    /** Nothing at all is signed. */
    record All() implements StopTarget {}

    /** Nothing is signed for this principal. */
    record OfPrincipal(String name) implements StopTarget {}

    /** This account signs nothing. */
    record OfAccount(String name) implements StopTarget {}

    /**
     * Reads {@code {target, name?}} out of a document.
     *
     * @throws MalformedException when it is none of the three
     */
    static StopTarget fromJson(JsonObject json) {
        return switch (json.text("target")) {
            case "all" -> new All();
            case "principal" -> new OfPrincipal(json.text("name"));
            case "account" -> new OfAccount(json.text("name"));
            default -> throw new MalformedException("a stop is of all, a principal or an account");
        };
    }

    /** {@code all}, {@code principal} or {@code account}. */
    default String kind() {
        return switch (this) {
            case All() -> "all";
            case OfPrincipal(String _) -> "principal";
            case OfAccount(String _) -> "account";
        };
    }

    /** The principal's or account's name; empty for all. */
    default String named() {
        return switch (this) {
            case All() -> "";
            case OfPrincipal(String name) -> name;
            case OfAccount(String name) -> name;
        };
    }

    /** Writes {@code {target, name?}} into a document. */
    default JsonObject.Builder putInto(JsonObject.Builder json) {
        return json.put("target", kind()).putText("name", Optional.of(named()).filter(name -> !name.isEmpty()));
    }
}
