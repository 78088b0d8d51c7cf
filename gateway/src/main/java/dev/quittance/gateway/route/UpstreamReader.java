package dev.quittance.gateway.route;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads {@code upstream} or {@code upstreams} of a routes file. */
final class UpstreamReader {
    private static final int GROUPS_MAX = 100;
    private static final int SERVERS_MAX = 64;
    private static final int CONNECTIONS_MAX = 65_535;
    private static final int RETRIES_MAX = 5;
    private static final Duration HEALTH_EVERY = Duration.ofSeconds(5);
    private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(2);

    private UpstreamReader() {}

    /** All groups, in their order, at least one. */
    static List<UpstreamGroup> read(YamlMap root) {
        if (root.has("upstream") == root.has("upstreams")) {
            throw root.fault("expected either upstream or upstreams");
        }
        if (root.has("upstream")) {
            return List.of(UpstreamGroup.only(root.value("upstream", Words::origin)));
        }
        var groups = new ArrayList<UpstreamGroup>();
        var names = new HashSet<String>();
        for (YamlMap entry : root.maps("upstreams")) {
            var group = group(entry);
            if (!names.add(group.name())) {
                throw entry.fault("upstream " + group.name() + " appears twice");
            }
            groups.add(group);
        }
        if (groups.size() > GROUPS_MAX) {
            throw root.fault("more than " + GROUPS_MAX + " upstreams");
        }
        return groups;
    }

    private static UpstreamGroup group(YamlMap entry) {
        String name = entry.value("name", Words::name);
        List<URI> servers = entry.values("servers", Words::origin);
        if (servers.size() > SERVERS_MAX || new HashSet<>(servers).size() < servers.size()) {
            throw entry.fault("servers: expected at most " + SERVERS_MAX + ", each once");
        }
        var group = new UpstreamGroup(
                name,
                servers,
                entry.flag("http2", false),
                duration(entry, "connectTimeout"),
                duration(entry, "idleTimeout"),
                duration(entry, "answerTimeout"),
                entry.has("connectionsMax")
                        ? OptionalInt.of(entry.value("connectionsMax", text -> Words.count(text, 1, CONNECTIONS_MAX)))
                        : OptionalInt.empty(),
                entry.optionalMap("health").map(UpstreamReader::health),
                entry.has("retries")
                        ? entry.value("retries", text -> Words.count(text, 0, RETRIES_MAX))
                        : UpstreamGroup.RETRIES_DEFAULT);
        entry.requireNothingElse();
        return group;
    }

    private static UpstreamGroup.HealthCheck health(YamlMap entry) {
        var check = new UpstreamGroup.HealthCheck(
                entry.value("path", text -> RequestTarget.parse(text).uri()),
                duration(entry, "every").orElse(HEALTH_EVERY),
                duration(entry, "timeout").orElse(HEALTH_TIMEOUT));
        entry.requireNothingElse();
        return check;
    }

    private static Optional<Duration> duration(YamlMap entry, String key) {
        return entry.has(key) ? Optional.of(entry.value(key, Words::duration)) : Optional.empty();
    }
}
