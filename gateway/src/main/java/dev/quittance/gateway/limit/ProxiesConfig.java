package dev.quittance.gateway.limit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whose word about clients is taken. */
@ConfigMapping(prefix = "quittance.gateway")
public interface ProxiesConfig {

    /**
     * Networks of the proxies in front, such as {@code 10.0.0.0/8}; what anybody else says of a client is dropped. Empty: nobody
     * is believed.
     */
    Optional<List<String>> trustedProxies();

    /**
     * Which headers of theirs are read: X_FORWARDED_FOR, X_FORWARDED_PROTO, X_FORWARDED_HOST, or FORWARDED (RFC 7239). Name only
     * those that every trusted proxy sets itself: one that it lets pass holds the client's own words.
     */
    @WithDefault("X_FORWARDED_FOR,X_FORWARDED_PROTO,X_FORWARDED_HOST")
    Set<Header> forwardedHeaders();

    /** A header in which a proxy tells of its client. */
    enum Header {
        X_FORWARDED_FOR,
        X_FORWARDED_PROTO,
        X_FORWARDED_HOST,
        FORWARDED
    }
}
