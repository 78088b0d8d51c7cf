package dev.quittance.gateway;

import dev.quittance.protocol.challenge.BoundNonce;
import java.net.URI;
import java.util.Optional;

/** Which site a request asked, spelled in one way; the configured one, or else what the Host header says. */
final class Sites {
    private static final String HTTP_PORT = ":80";
    private static final String HTTPS_PORT = ":443";

    private final Optional<Site> configured;

    Sites(Optional<URI> publicOrigin) {
        configured = publicOrigin.map(BoundNonce::realm).map(Site::of);
    }

    /**
     * One site.
     *
     * @param origin scheme and authority, as {@link BoundNonce#realm} spells them
     * @param authority host, and port unless it is the scheme's own
     */
    record Site(String origin, String authority) {
        private static Site of(String realm) {
            return new Site(realm, realm.substring(realm.indexOf("://") + 3));
        }
    }

    /**
     * The site of a request.
     *
     * @param scheme http or https
     * @param host a checked Host header, lower case
     */
    Site of(String scheme, String host) {
        return configured.orElseGet(() -> {
            String own = scheme.equals("https") ? HTTPS_PORT : HTTP_PORT;
            String authority = host.endsWith(own) ? host.substring(0, host.length() - own.length()) : host;
            return new Site(scheme + "://" + authority, authority);
        });
    }
}
