package dev.quittance.protocol.challenge;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Keccak256;
import dev.quittance.protocol.MalformedException;
import java.net.URI;
import java.util.Locale;

/**
 * The authorization nonce that binds what a payer signs to one challenge of one server. ERC-3009 leaves the nonce to the
 * payer and names identifiers as a use of it; whoever knows challenge and realm can prove what an authorization was for.
 */
public final class BoundNonce {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private BoundNonce() {}

    /**
     * Keccak-256 over the UTF-8 of challenge id, line feed and realm.
     *
     * @param realm as {@link #realm(URI)} spells it
     */
    public static Bytes32 of(String challengeId, String realm) {
        return Keccak256.hash(challengeId + "\n" + realm);
    }

    /**
     * Scheme and authority of an address, lower case, without the scheme's own port: {@code https://api.example.com}.
     *
     * @throws MalformedException when the address is not http or https with a host, or names a user
     */
    public static String realm(URI url) {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        boolean plain = scheme.equals("http");
        if (!(plain || scheme.equals("https")) || url.getHost() == null || url.getRawUserInfo() != null) {
            throw new MalformedException("a realm is http or https, a host and perhaps a port");
        }
        boolean ownPort = url.getPort() < 0 || url.getPort() == (plain ? HTTP_PORT : HTTPS_PORT);
        return scheme + "://" + url.getHost().toLowerCase(Locale.ROOT) + (ownPort ? "" : ":" + url.getPort());
    }
}
