package dev.quittance.signer.policy;

import dev.quittance.protocol.MalformedException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a resource is served: scheme, host and port, as in RFC 6454, the port always written.
 *
 * @param text like {@code https://api.example:443}, lower case
 */
public record Origin(String text) {
    private static final Pattern FORM =
            Pattern.compile("https?://(?:[a-z0-9._-]{1,253}|\\[[0-9a-f:.]{2,45}]):[1-9][0-9]{0,4}");
    private static final Pattern URL = Pattern.compile(
            "(https?)://([a-z0-9._-]{1,253}|\\[[0-9a-f:.]{2,45}])(?::([1-9][0-9]{0,4}))?(?:[/?#].*)?",
            Pattern.CASE_INSENSITIVE);

    /**
     * Checks the form.
     *
     * @throws MalformedException when it is not scheme, host and port
     */
    public Origin {
        if (!FORM.matcher(text).matches()) {
            throw new MalformedException("an origin is http or https, a host and a port, in lower case");
        }
    }

    /** The origin of a URL; empty when it is none of http or https, or names a user. */
    public static Optional<Origin> of(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String scheme = parts.group(1).toLowerCase(Locale.ROOT);
        String named = parts.group(3);
        String port = named == null ? portOf(scheme) : named;
        return Optional.of(new Origin(scheme + "://" + parts.group(2).toLowerCase(Locale.ROOT) + ":" + port));
    }

    private static String portOf(String scheme) {
        return scheme.equals("https") ? "443" : "80";
    }

    @Override
    public String toString() {
        return text;
    }
}
