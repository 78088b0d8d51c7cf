package dev.quittance.signer;

import dev.quittance.protocol.token.RequestToken;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jose4j.json.JsonUtil;

/** A request token built by hand, honest until something is changed. */
final class ForgedToken {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    final Map<String, Object> header = new LinkedHashMap<>();
    final Map<String, Object> claims = new LinkedHashMap<>();
    private PrivateKey key;

    ForgedToken(Actor actor, String method, String path, byte[] body) {
        long now = Instant.now().getEpochSecond();
        key = actor.key().getPrivateKey();
        header.put("alg", key.getAlgorithm().equals("EC") ? "ES256" : "EdDSA");
        header.put("kid", actor.key().getKeyId());
        header.put("typ", "JWT");
        claims.put("iss", actor.name());
        claims.put("aud", RequestToken.AUDIENCE);
        issuedAt(now);
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("uris", List.of(RequestToken.uri(method, SignerEnvironment.AUTHORITY, path)));
        claims.put("reqHash", RequestToken.requestHash(body));
    }

    ForgedToken header(String name, Object value) {
        header.put(name, value);
        return this;
    }

    ForgedToken claim(String name, Object value) {
        claims.put(name, value);
        return this;
    }

    ForgedToken without(String claim) {
        claims.remove(claim);
        return this;
    }

    ForgedToken issuedAt(long second) {
        claims.put("iat", second);
        claims.put("exp", second + 60);
        return this;
    }

    ForgedToken signedBy(Actor other) {
        key = other.key().getPrivateKey();
        return this;
    }

    String signingInput() {
        return signingInput(JsonUtil.toJson(claims));
    }

    String signingInput(String claimsJson) {
        return base64(JsonUtil.toJson(header)) + "." + base64(claimsJson);
    }

    String sign() {
        return sign(signingInput());
    }

    String sign(String input) {
        try {
            Signature signature = Signature.getInstance(
                    key.getAlgorithm().equals("EC") ? "SHA256withECDSAinP1363Format" : "Ed25519", "SunEC");
            signature.initSign(key);
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String signWith(byte[] signature) {
        return signingInput() + "." + BASE64.encodeToString(signature);
    }

    /** Over a header of the caller's own making. */
    String signHeader(String headerJson) {
        return sign(base64(headerJson) + "." + base64(JsonUtil.toJson(claims)));
    }

    private static String base64(String text) {
        return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
