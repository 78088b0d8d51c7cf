package dev.quittance.schemes.permit2;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.schemes.payment.Refusal;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What reading a gas-sponsoring extension of a payment gave.
 *
 * @param <T> what its {@code info} holds
 */
sealed interface Sponsoring<T> {
    /** The versions that {@code info} may name. */
    Pattern VERSION = Pattern.compile("[0-9]+(\\.[0-9]+)*");

    /** What the payer brings, if anything. */
    record Read<T>(Optional<T> brought) implements Sponsoring<T> {}

    /** The extension cannot be read. */
    record Refused<T>(Refusal refusal) implements Sponsoring<T> {}

    /**
     * Reads an extension; a mere echo of what the server declared lacks members of {@code info} and brings nothing.
     *
     * @param members of an {@code info} that was filled in
     * @param malformed the reason to refuse an {@code info} that is not what it should be
     */
    static <T> Sponsoring<T> read(
            JsonObject extensions,
            String name,
            Set<String> members,
            Function<JsonObject, T> reading,
            ErrorReason malformed) {
        try {
            Optional<JsonObject> info = extensions
                    .optionalObject(name)
                    .flatMap(extension -> extension.optionalObject("info"))
                    .filter(each -> each.names().containsAll(members));
            return new Read<>(info.map(reading));
        } catch (MalformedException e) {
            return new Refused<>(Refusal.of(malformed, "extensions." + name + " is malformed"));
        }
    }

    /** Refuses with {@link MalformedException} an {@code info} of no version. */
    static void requireVersion(JsonObject info) {
        if (!VERSION.matcher(info.text("version")).matches()) {
            throw new MalformedException("the version is none");
        }
    }
}
