package dev.quittance.gateway.proxy;

import io.vertx.core.MultiMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What caches may do with an answer that was paid for: keep it for the one who paid, at most (RFC 9111 §5.2.2.7). */
final class PaidCaching {
    private static final Pattern DIRECTIVE = Pattern.compile(
            "\\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)(=(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+|\"[^\"\\\\]*\"))?\\s*(,|$)");
    private static final Set<String> SHARED = Set.of("public", "private", "s-maxage", "proxy-revalidate");
    private static final String NOTHING = "private, no-store";

    /** Words to one kind of shared cache, which count more for it than Cache-Control. */
    private static final List<String> TO_SHARED_CACHES = List.of(
            "Surrogate-Control",
            "CDN-Cache-Control",
            "Cloudflare-CDN-Cache-Control",
            "Vercel-CDN-Cache-Control",
            "Edge-Control",
            "X-Accel-Expires");

    private static final List<String> PAYMENT_HEADERS = List.of("PAYMENT-SIGNATURE", "X-PAYMENT");

    private PaidCaching() {}

    /** Keeps what the upstream says for the payer's own cache, and takes away what it says for others'. */
    static void keepPrivate(MultiMap headers) {
        headers.set("Cache-Control", cacheControl(String.join(",", headers.getAll("Cache-Control"))));
        TO_SHARED_CACHES.forEach(headers::remove);
        headers.set("Vary", vary(String.join(",", headers.getAll("Vary"))));
    }

    private static String cacheControl(String upstreams) {
        var directives = new LinkedHashSet<String>();
        directives.add("private");
        var read = DIRECTIVE.matcher(upstreams);
        int at = 0;
        while (at < upstreams.length()) {
            if (!read.find(at) || read.start() != at) {
                return NOTHING;
            }
            String name = read.group(1).toLowerCase(Locale.ROOT);
            if (!SHARED.contains(name)) {
                directives.add(read.group(2) == null ? name : name + read.group(2));
            }
            at = read.end();
        }
        return String.join(", ", directives);
    }

    private static String vary(String upstreams) {
        var names = new LinkedHashSet<String>();
        for (String name : upstreams.split(",", -1)) {
            if (!name.isBlank()) {
                names.add(name.strip());
            }
        }
        if (names.contains("*")) {
            return "*";
        }
        PAYMENT_HEADERS.stream()
                .filter(payment -> names.stream().noneMatch(payment::equalsIgnoreCase))
                .toList()
                .forEach(names::add);
        return String.join(", ", names);
    }
}
