package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.token.RequestToken;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(SignerEnvironment.class)
class RequestTokenTest extends TokenTest {
    @Test
    void acceptsTheHandmadeTokenThatTheOthersAreVariationsOf() {
        var token = new ForgedToken(alice(), "GET", ACCOUNTS, NO_BODY);

        Answer answer = client().send("GET", ACCOUNTS, NO_BODY, "Bearer " + token.sign());

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    @Test
    void verifiesWithTheFastProvider() throws Exception {
        client().get(alice(), ACCOUNTS);

        Signature verifier = Signature.getInstance("SHA256withECDSA");
        verifier.initVerify(alice().key().getPublicKey());

        assertThat(verifier.getProvider().getName()).isEqualTo("FastVerification");
    }

    @Test
    void refusesRequestWithoutToken() {
        assertRefused("token_missing");
    }

    @Test
    void refusesTwoTokensInOneRequest() throws Exception {
        String token = new ForgedToken(alice(), "GET", ACCOUNTS, NO_BODY).sign();

        // By hand, because the JDK's client sends one such header only.
        String answer = client().sendRaw("GET " + ACCOUNTS + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Authorization: Bearer " + token + "\r\nAuthorization: Bearer " + token + "\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 401").contains("token_malformed");
    }

    @Test
    void refusesOtherSchemesAndFragments() {
        assertRefused("token_malformed", "Basic YWxpY2U6c2VjcmV0");
        assertRefused("token_malformed", "Bearer a.b");
        assertRefused("token_malformed", "Bearer " + "a".repeat(5000));
    }

    @Test
    void refusesUnsignedToken() {
        ForgedToken token = payingToken(forged -> forged.header("alg", "none"));

        assertRefused("token_algorithm", "Bearer " + token.signingInput() + ".");
    }

    @Test
    void refusesHmacUnderThePublicKey() throws Exception {
        ForgedToken token = payingToken(forged -> forged.header("alg", "HS256"));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(alice().key().getPublicKey().getEncoded(), "HmacSHA256"));
        byte[] tag = mac.doFinal(token.signingInput().getBytes(StandardCharsets.US_ASCII));

        assertRefused("token_algorithm", "Bearer " + token.signWith(tag));
    }

    @Test
    void refusesOtherAlgorithmsThanEs256() {
        assertRefused("token_algorithm", token -> token.header("alg", "ES384"));
        assertRefused("token_algorithm", token -> token.header("alg", "es256"));
    }

    @Test
    void acceptsTokensSignedWithEd25519() {
        var token = new ForgedToken(erin(), "GET", ACCOUNTS, NO_BODY);

        assertThat(client().send("GET", ACCOUNTS, NO_BODY, "Bearer " + token.sign())
                        .status())
                .isEqualTo(200);
        assertThat(account(erin(), "erin-main")).isNotNull();
    }

    @Test
    void refusesAnAlgorithmThatIsNotTheKeys() throws Exception {
        assertRefused("token_algorithm", token -> token.header("alg", "EdDSA"));
        assertRefused(
                "token_algorithm",
                "Bearer " + erins(token -> token.header("alg", "ES256")).sign());
        assertRefused(
                "token_algorithm",
                "Bearer " + erins(token -> token.header("alg", "Ed25519")).sign());
        assertRefused(
                "token_algorithm",
                "Bearer " + erins(token -> token.header("alg", "none")).signingInput() + ".");
        ForgedToken token = erins(forged -> forged.header("alg", "HS256"));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(erin().key().getPublicKey().getEncoded(), "HmacSHA256"));
        byte[] tag = mac.doFinal(token.signingInput().getBytes(StandardCharsets.US_ASCII));
        assertRefused("token_algorithm", "Bearer " + token.signWith(tag));
    }

    @Test
    void refusesSignaturesOfTheOtherCurveUnderAnHonestHeader() {
        assertRefused(
                "token_signature",
                token -> token.header("kid", "erin-1").header("alg", "EdDSA").claim("iss", "erin"));
        assertRefused(
                "token_signature",
                "Bearer "
                        + erins(token -> token.header("kid", "alice-1")
                                        .header("alg", "ES256")
                                        .claim("iss", "alice"))
                                .sign());
    }

    @Test
    void refusesTwiddledSignatures() {
        for (ForgedToken honest : List.of(payingToken(token -> {}), erins(token -> {}))) {
            String compact = honest.sign();
            byte[] signature = Base64.getUrlDecoder().decode(compact.substring(compact.lastIndexOf('.') + 1));
            for (int twiddled : new int[] {0, 31, 32, 63}) {
                for (int mask : new int[] {0x80, 0x40, 0x01}) {
                    byte[] other = signature.clone();
                    other[twiddled] ^= (byte) mask;
                    assertRefused("token_signature", "Bearer " + honest.signWith(other));
                }
            }
        }
    }

    @Test
    void refusesSignaturesWithImpossibleNumbers() {
        ForgedToken honest = payingToken(token -> {});
        byte[] zero = new byte[32];
        byte[] one = HexFormat.of().parseHex("00".repeat(31) + "01");
        byte[] order = HexFormat.of().parseHex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
        byte[] most = HexFormat.of().parseHex("ff".repeat(32));
        for (byte[][] pair : new byte[][][] {
            {zero, zero}, {zero, one}, {one, zero}, {order, one}, {one, order}, {order, order}, {most, most}
        }) {
            assertRefused("token_signature", "Bearer " + honest.signWith(concatenate(pair[0], pair[1])));
        }
    }

    @Test
    void refusesTheSameEd25519SignatureWithTheGroupOrderAdded() {
        ForgedToken honest = erins(token -> {});
        String compact = honest.sign();
        byte[] signature = Base64.getUrlDecoder().decode(compact.substring(compact.lastIndexOf('.') + 1));
        var order = new BigInteger("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed", 16);
        byte[] s = reversed(Arrays.copyOfRange(signature, 32, 64));
        byte[] sum = new BigInteger(1, s).add(order).toByteArray();
        byte[] wide = new byte[32];
        System.arraycopy(sum, 0, wide, 32 - sum.length, sum.length);

        assertRefused(
                "token_signature",
                "Bearer " + honest.signWith(concatenate(Arrays.copyOf(signature, 32), reversed(wide))));
    }

    @Test
    void refusesTheNegatedSignatureOfASpentToken() {
        ForgedToken token =
                payingToken(honest -> honest.claim("uris", List.of("GET " + SignerEnvironment.AUTHORITY + ACCOUNTS))
                        .claim("reqHash", RequestToken.requestHash(NO_BODY)));
        String compact = token.sign();
        byte[] signature = Base64.getUrlDecoder().decode(compact.substring(compact.lastIndexOf('.') + 1));
        var order = new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
        BigInteger negated = order.subtract(new BigInteger(1, Arrays.copyOfRange(signature, 32, 64)));
        byte[] s = HexFormat.of().parseHex("%064x".formatted(negated));
        assertThat(client().send("GET", ACCOUNTS, NO_BODY, "Bearer " + compact).status())
                .isEqualTo(200);

        // It verifies, as every ECDSA signature does in two forms; what is spent is the token's id, not its bytes.
        Answer again = client().send(
                        "GET",
                        ACCOUNTS,
                        NO_BODY,
                        "Bearer " + token.signWith(concatenate(Arrays.copyOf(signature, 32), s)));

        assertProblem(again, 401, "token_replayed");
    }

    @Test
    void refusesDuplicateHeaders() {
        ForgedToken token = payingToken(forged -> {});
        assertRefused(
                "token_malformed",
                "Bearer "
                        + token.signHeader("{\"alg\":\"none\",\"alg\":\"ES256\",\"kid\":\"alice-1\",\"typ\":\"JWT\"}"));
        assertRefused(
                "token_malformed",
                "Bearer "
                        + token.signHeader(
                                "{\"alg\":\"ES256\",\"kid\":\"bob-1\",\"kid\":\"alice-1\",\"typ\":\"JWT\"}"));
    }

    @Test
    void refusesHeadersThatBringTheirOwnKeyOrDemands() {
        Map<String, Object> ownKey = alice().key().toParams(OutputControlLevel.PUBLIC_ONLY);

        assertRefused("token_header", token -> token.header("jwk", ownKey));
        assertRefused("token_header", token -> token.header("jku", "https://keys.example/jwks.json"));
        assertRefused("token_header", token -> token.header("x5u", "https://keys.example/cert.pem"));
        assertRefused("token_header", token -> token.header("x5c", List.of("MIIB")));
        assertRefused("token_header", token -> token.header("x5t#S256", "AAAA"));
        assertRefused("token_header", token -> token.header("crit", List.of()));
        assertRefused("token_header", token -> token.header("kid", 1));
        assertRefused("token_header", token -> token.header("kid", List.of("alice-1", "bob-1")));
        assertRefused("token_header", token -> token.header("alg", List.of("ES256")));
        assertRefused("token_header", token -> token.header("crit", List.of("exp")));
        assertRefused("token_header", token -> token.header("b64", false));
        assertRefused("token_header", token -> token.header("zip", "DEF"));
        assertRefused("token_header", token -> token.header("typ", "dpop+jwt"));
        assertRefused("token_header", token -> token.header.remove("kid"));
    }

    @Test
    void refusesUnknownKey() {
        assertRefused("token_key_unknown", token -> token.header("kid", "nobody-1"));
        assertRefused("token_key_unknown", token -> token.header("kid", "../../dev/null"));
        assertRefused("token_key_unknown", token -> token.header("kid", "file:///dev/null"));
        assertRefused("token_malformed", token -> token.header("kid", "alice-1\u0000"));
        assertRefused("token_key_unknown", token -> token.header("kid", "ALICE-1"));
        assertRefused("token_header", token -> token.header("kid", ""));
        assertRefused("token_key_unknown", token -> token.header("kid", "' or '1'='1"));
    }

    @Test
    void refusesKeyOfAnotherPrincipal() {
        assertRefused("token_issuer", token -> token.header("kid", "bob-1").signedBy(bob()));
        assertRefused("token_issuer", token -> token.claim("iss", "bob"));
        assertRefused("token_signature", token -> token.header("kid", "bob-1").claim("iss", "bob"));
    }

    @Test
    void refusesForgedSignatures() {
        ForgedToken honest = payingToken(token -> {});

        assertRefused("token_signature", token -> token.signedBy(bob()));
        assertRefused("token_signature", "Bearer " + honest.signWith(new byte[64]));
        assertRefused("token_signature", "Bearer " + honest.signWith(new byte[0]));
        assertRefused("token_signature", "Bearer " + honest.signWith(new byte[63]));
        assertRefused("token_signature", "Bearer " + honest.signingInput() + ".");
    }

    @Test
    void refusesClaimsChangedAfterSigning() {
        ForgedToken token = payingToken(forged -> {});
        String signature = token.sign().substring(token.sign().lastIndexOf('.'));
        token.claim("jti", "another-id-of-the-same-length-x");

        assertRefused("token_signature", "Bearer " + token.signingInput() + signature);
    }

    private ForgedToken erins(Consumer<ForgedToken> change) {
        var token = new ForgedToken(erin(), "POST", PAYMENTS, payingBody());
        change.accept(token);
        return token;
    }

    private static byte[] concatenate(byte[] left, byte[] right) {
        byte[] whole = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, whole, left.length, right.length);
        return whole;
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }
}
