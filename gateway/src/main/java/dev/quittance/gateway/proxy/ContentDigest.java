package dev.quittance.gateway.proxy;

import dev.quittance.protocol.Bytes32;
import io.vertx.core.MultiMap;
import java.util.Base64;
import java.util.HashMap;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The hash of a body as its sender declares it (RFC 9530): a dictionary of byte sequences (RFC 9651) such as
 * {@code sha-256=:47DEQ…:, sha-512=:…:}. SHA-256 is required, because that is what requests are bound by; other hashes may
 * stand beside it and are not checked.
 */
final class ContentDigest {
    static final String NAME = "Content-Digest";

    private static final String SHA_256 = "sha-256";
    private static final Pattern MEMBER = Pattern.compile("([a-z*][a-z0-9_.*-]{0,31})=:([A-Za-z0-9+/]{0,128}={0,2}):");
    private static final Pattern COMMA = Pattern.compile("[ \\t]*,[ \\t]*");
    private static final int MEMBERS_MAX = 8;

    private ContentDigest() {}

    /**
     * The declared SHA-256, if there is a declaration.
     *
     * @throws BodyRefusedException 400 when it cannot be read, names a hash twice, or has no SHA-256
     */
    static Optional<Bytes32> sha256(MultiMap headers) {
        var values = headers.getAll(NAME);
        if (values.isEmpty()) {
            return Optional.empty();
        }
        var members = new HashMap<String, String>();
        for (String part : COMMA.split(String.join(",", values).strip(), -1)) {
            var member = MEMBER.matcher(part);
            boolean good = member.matches() && members.put(member.group(1), member.group(2)) == null;
            if (!good || members.size() > MEMBERS_MAX) {
                throw malformed();
            }
        }
        var declared = Optional.ofNullable(members.get(SHA_256));
        return Optional.of(bytes(declared.orElseThrow(() ->
                new BodyRefusedException(400, "content_digest_unsupported", "Content-Digest must have a sha-256."))));
    }

    private static Bytes32 bytes(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
        if (bytes.length != Bytes32.LENGTH) {
            throw malformed();
        }
        return new Bytes32(bytes);
    }

    private static BodyRefusedException malformed() {
        return new BodyRefusedException(
                400, "content_digest_malformed", "Expected Content-Digest: sha-256=:base64 of 32 bytes:");
    }
}
