package dev.quittance.signer.principal;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A token was refused before its request reached a resource, or opens no such one. Fired on whatever thread found it, which must not be held up.
 *
 * @param principal whose key the token names; empty when nobody's
 * @param rule code of the rule that speaks against it
 * @param tokenDigest SHA-256 of the token's text
 */
public record TokenDenied(String principal, String rule, Bytes32 tokenDigest) {
    /** @param authorizations the request's headers of that name */
    static TokenDenied of(String principal, String rule, List<String> authorizations) {
        String text = String.join(",", authorizations);
        return new TokenDenied(principal, rule, Sha256.hash(text.getBytes(StandardCharsets.UTF_8)));
    }
}
