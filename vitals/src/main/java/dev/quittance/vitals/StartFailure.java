package dev.quittance.vitals;

import dev.quittance.protocol.MalformedException;
import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flywaydb.core.api.exception.FlywayValidateException;

/** Why a service did not start, in one line that says what to do. */
public final class StartFailure {
    private static final int CAUSES_MAX = 20;
    private static final Pattern CODE = Pattern.compile("(?:[\\w.]+Exception: )?SRCFG\\d+: ");
    private static final Pattern MISSING = Pattern.compile("The config property (\\S+) is required but .*");
    private static final Pattern UNFIT =
            Pattern.compile("The config property (\\S+) with the config value \"(.*?)\" threw an Exception .*");
    private static final Pattern UNKNOWN = Pattern.compile("(\\S+) in (.*) does not map to any root");

    private StartFailure() {}

    /** The line; empty for a failure that nobody foresaw, which needs its stack trace. */
    public static Optional<String> line(Throwable failure) {
        return Stream.iterate(failure, e -> e != null, Throwable::getCause)
                .limit(CAUSES_MAX)
                .flatMap(e -> known(e).stream())
                .reduce((_, deeper) -> deeper)
                .map(text -> text.replaceAll("\\s*\\R\\s*", " ").strip());
    }

    private static Optional<String> known(Throwable e) {
        return switch (e) {
            case ConfigValidationException invalid -> Optional.of(settings(invalid));
            case ConfigurationException unfit -> Optional.of(String.valueOf(unfit.getMessage()));
            case QuarkusBindException taken ->
                Optional.of("port " + taken.getPort() + " is taken; stop what holds it, or choose another with"
                        + " quarkus.http.port or quarkus.management.port");
            case MalformedException malformed ->
                Optional.of("a file of the configuration is malformed: " + malformed.getMessage());
            case FlywayValidateException unfit -> Optional.of(schema(unfit));
            case SQLException database -> Optional.of(Failures.ofDatabase(database));
            default -> Optional.empty();
        };
    }

    private static String schema(FlywayValidateException e) {
        String text = String.valueOf(e.getMessage());
        return text.contains("not resolved locally")
                ? "the database was migrated by a newer version of this service; start that version or a newer one"
                : "the database's migrations are not this service's; restore the schema from a backup, or give the"
                        + " service a database of its own";
    }

    private static String settings(ConfigValidationException e) {
        return IntStream.range(0, e.getProblemCount())
                .mapToObj(i -> setting(String.valueOf(e.getProblem(i).getMessage())))
                .collect(Collectors.joining("; "));
    }

    private static String setting(String problem) {
        String text = CODE.matcher(problem).replaceFirst("").strip();
        Matcher missing = MISSING.matcher(text);
        if (missing.matches()) {
            return "set " + named(missing.group(1)) + ", which has no default";
        }
        Matcher unfit = UNFIT.matcher(text);
        if (unfit.matches()) {
            return "correct " + named(unfit.group(1)) + ", which cannot be \"" + unfit.group(2) + "\"";
        }
        Matcher unknown = UNKNOWN.matcher(text);
        return unknown.matches() ? "remove or correct " + unknown.group(1) + ", which is no setting" : text;
    }

    private static String named(String property) {
        return property + " (" + environmentVariable(property) + ")";
    }

    /** The environment variable that sets a property (MicroProfile Config, environment variables mapping rules). */
    static String environmentVariable(String property) {
        return property.replaceAll("[^a-zA-Z0-9]", "_").toUpperCase(java.util.Locale.ROOT);
    }
}
