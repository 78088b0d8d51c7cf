package dev.quittance.gateway.limit;

import dev.quittance.gateway.limit.ProxiesConfig.Header;
import io.netty.util.NetUtil;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The way of a request as its headers tell it, the outermost hop first. Says nothing about who is to be believed. */
final class ForwardedHops {
    /** Nobody has more proxies in front; of longer lists the last ones count. */
    private static final int HOPS_MAX = 16;

    private static final Pattern PAIR = Pattern.compile("([A-Za-z]{1,16})=(?:\"([^\"\\\\]*)\"|([^\"\\s;,=]*))");
    private static final Pattern WITH_PORT =
            Pattern.compile("\\[([0-9A-Fa-f:.]+)](?::[0-9]{1,5})?|([0-9.]+):[0-9]{1,5}");

    private ForwardedHops() {}

    /**
     * One hop.
     *
     * @param address as written
     * @param scheme by which it was asked, as written
     * @param host that was asked, as written
     */
    record Hop(String address, Optional<String> scheme, Optional<String> host) {}

    static List<Hop> read(MultiMap headers, Set<Header> read) {
        var hops = read.contains(Header.FORWARDED) ? standard(headers) : usual(headers, read);
        return hops.subList(Math.max(0, hops.size() - HOPS_MAX), hops.size());
    }

    private static List<Hop> usual(MultiMap headers, Set<Header> read) {
        var addresses = list(headers, "X-Forwarded-For", read.contains(Header.X_FORWARDED_FOR));
        var schemes = list(headers, "X-Forwarded-Proto", read.contains(Header.X_FORWARDED_PROTO));
        var hosts = list(headers, "X-Forwarded-Host", read.contains(Header.X_FORWARDED_HOST));
        var hops = new ArrayList<Hop>();
        for (int i = 0; i < addresses.size(); i++) {
            hops.add(new Hop(addresses.get(i), at(schemes, i, addresses.size()), at(hosts, i, addresses.size())));
        }
        return hops;
    }

    /** One value is of the whole way; as many as hops are of each; any other number cannot be told apart. */
    private static Optional<String> at(List<String> values, int hop, int hops) {
        if (values.size() == hops) {
            return Optional.of(values.get(hop));
        }
        return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
    }

    private static List<String> list(MultiMap headers, String name, boolean read) {
        String all = read ? String.join(",", headers.getAll(name)).strip() : "";
        return all.isEmpty() ? List.of() : List.of(all.split("[ \\t]*,[ \\t]*", -1));
    }

    /** RFC 7239 §4; what follows an element that cannot be read is kept, what precedes it is not believed. */
    private static List<Hop> standard(MultiMap headers) {
        var hops = new ArrayList<Hop>();
        for (String element : list(headers, "Forwarded", true)) {
            var pairs = new HashMap<String, String>();
            boolean good = true;
            for (String pair : element.split("[ \\t]*;[ \\t]*", -1)) {
                var form = PAIR.matcher(pair);
                good &= form.matches();
                if (form.matches()) {
                    String value = form.group(2) == null ? form.group(3) : form.group(2);
                    good &= pairs.put(form.group(1).toLowerCase(Locale.ROOT), value) == null;
                }
            }
            if (!good) {
                hops.clear();
                pairs.clear();
            }
            hops.add(new Hop(
                    pairs.getOrDefault("for", "unknown"),
                    Optional.ofNullable(pairs.get("proto")),
                    Optional.ofNullable(pairs.get("host"))));
        }
        return hops;
    }

    /** The IP address of a hop, without brackets and port; empty for names, {@code unknown} and all else. */
    static Optional<String> address(String written) {
        var form = WITH_PORT.matcher(written);
        String bare = written;
        if (form.matches()) {
            bare = form.group(1) == null ? form.group(2) : form.group(1);
        }
        return NetUtil.createByteArrayFromIpAddressString(bare) == null || bare.contains("%")
                ? Optional.empty()
                : Optional.of(bare);
    }
}
