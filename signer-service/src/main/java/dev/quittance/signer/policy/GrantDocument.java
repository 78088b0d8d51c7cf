package dev.quittance.signer.policy;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Uint256;
import dev.quittance.protocol.json.JsonObject;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The JSON form of a grant: {@code {id, principal, operation, accounts, assets, payees, origins, perPayment?, budgets?: {hour?,
 * day?, month?}, validFrom?, validUntil?, lifeMaxSeconds?, approval?: {above, approvers, quorum}}}. Scopes are arrays of texts,
 * {@code ["*"]} being any; amounts are decimal strings in atomic units, times are RFC 3339. A member that is not known is
 * refused: a rule that nobody enforces would be worse than none.
 */
public final class GrantDocument {
    private static final Set<String> REQUIRED =
            Set.of("id", "principal", "operation", "accounts", "assets", "payees", "origins");
    private static final Set<String> OPTIONAL =
            Set.of("perPayment", "budgets", "validFrom", "validUntil", "lifeMaxSeconds", "approval");
    private static final Set<String> APPROVAL = Set.of("above", "approvers", "quorum");
    private static final List<String> EVERY = List.of("*");

    private GrantDocument() {}

    /**
     * Reads a grant.
     *
     * @throws MalformedException when a member is missing, unknown or of the wrong form
     */
    public static Grant parse(JsonObject json) {
        Set<String> unknown = new HashSet<>(json.names());
        unknown.removeAll(REQUIRED);
        unknown.removeAll(OPTIONAL);
        if (!unknown.isEmpty()) {
            throw new MalformedException("a grant has a member that is not known");
        }
        return new Grant(
                json.text("id"),
                json.text("principal"),
                Operation.parse(json.text("operation")),
                scope(json, "accounts", Function.identity()),
                scope(json, "assets", AssetId::parse),
                scope(json, "payees", Address::parse),
                scope(json, "origins", Origin::new),
                json.optionalText("perPayment").map(Uint256::parse),
                json.optionalObject("budgets").map(GrantDocument::budgets).orElse(Map.of()),
                json.optionalText("validFrom").map(GrantDocument::time),
                json.optionalText("validUntil").map(GrantDocument::time),
                json.has("lifeMaxSeconds")
                        ? Optional.of(seconds(json.longInteger("lifeMaxSeconds")))
                        : Optional.empty(),
                json.optionalObject("approval").map(GrantDocument::consent));
    }

    /** Writes a grant; reading it again gives an equal one. */
    public static JsonObject write(Grant grant) {
        var json = JsonObject.builder()
                .put("id", grant.id())
                .put("principal", grant.principal())
                .put("operation", grant.operation().text())
                .putTexts("accounts", texts(grant.accounts()))
                .putTexts("assets", texts(grant.assets()))
                .putTexts("payees", texts(grant.payees()))
                .putTexts("origins", texts(grant.origins()))
                .putText("perPayment", grant.perPayment().map(BigInteger::toString))
                .putUnlessEmpty("budgets", budgets(grant.budgets()))
                .putText("validFrom", grant.validFrom().map(Instant::toString))
                .putText("validUntil", grant.validUntil().map(Instant::toString))
                .putObject("approval", grant.consent().map(GrantDocument::consent));
        grant.lifeMax().ifPresent(life -> json.put("lifeMaxSeconds", life.toSeconds()));
        return json.build();
    }

    private static <T> Scope<T> scope(JsonObject json, String name, Function<String, T> read) {
        List<String> texts = json.texts(name);
        if (texts.equals(EVERY)) {
            return new Scope.Any<>();
        }
        var values = new HashSet<T>();
        for (String text : texts) {
            if (!values.add(read.apply(text))) {
                throw new MalformedException("member " + name + " names the same twice");
            }
        }
        return new Scope.Only<>(values);
    }

    private static <T> List<String> texts(Scope<T> scope) {
        return switch (scope) {
            case Scope.Any<T> _ -> EVERY;
            case Scope.Only<T>(Set<T> values) -> sorted(values);
        };
    }

    private static List<String> sorted(Collection<?> values) {
        return values.stream().map(Object::toString).sorted().toList();
    }

    private static Map<Window, BigInteger> budgets(JsonObject json) {
        var budgets = new EnumMap<Window, BigInteger>(Window.class);
        for (Window window : Window.values()) {
            json.optionalText(window.text()).ifPresent(amount -> budgets.put(window, Uint256.parse(amount)));
        }
        if (budgets.size() != json.names().size()) {
            throw new MalformedException("budgets are of hour, day and month");
        }
        return budgets;
    }

    private static JsonObject budgets(Map<Window, BigInteger> budgets) {
        var json = JsonObject.builder();
        for (Window window : Window.values()) {
            json.putText(window.text(), Optional.ofNullable(budgets.get(window)).map(BigInteger::toString));
        }
        return json.build();
    }

    private static Consent consent(JsonObject json) {
        if (!json.names().equals(APPROVAL)) {
            throw new MalformedException("an approval has the members above, approvers and quorum");
        }
        return new Consent(
                Uint256.parse(json.text("above")), Set.copyOf(json.texts("approvers")), json.integer("quorum"));
    }

    private static JsonObject consent(Consent consent) {
        return JsonObject.builder()
                .put("above", consent.above().toString())
                .putTexts("approvers", sorted(consent.approvers()))
                .put("quorum", consent.quorum())
                .build();
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new MalformedException("a time is not of RFC 3339 in UTC", e);
        }
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}
