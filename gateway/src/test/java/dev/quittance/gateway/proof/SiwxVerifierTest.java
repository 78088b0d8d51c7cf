package dev.quittance.gateway.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.gateway.proof.SiwxVerdict.Fault;
import dev.quittance.gateway.reservation.Claim;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.challenge.ChallengeKeys;
import dev.quittance.protocol.challenge.FreshNonces;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentHeader;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SiwxVerifierTest {
    private static final Instant NOW = Instant.parse("2027-01-15T08:00:00Z");
    private static final String ORIGIN = "https://api.example.com:8443";
    private static final String NETWORK = "eip155:84532";
    private static final Secp256k1 SECP256K1 = Secp256k1.create();
    /** The second well-known development account. */
    private static final PrivateKey KEY =
            PrivateKey.of(Hex.decode("0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"));

    private static final Address PAYER = SECP256K1.address(KEY);
    private static final Address ASSET = Address.parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e");
    private static final SiwxSubject SUBJECT =
            SiwxSubject.of("demo", new Claim.Authorization(84532, ASSET, PAYER, Bytes32.of(BigInteger.ONE)));

    /** Texts and signatures were made by npm {@code @x402/extensions} 2.27 with viem 2. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"domain\":\"api.example.com\",\"address\":\"0x70997970C51812dc3A010C7d01b50e0d17dc79C8\",\"uri\":\"https://api.example.com/weather/berlin?unit=c\",\"version\":\"1\",\"chainId\":\"eip155:84532\",\"type\":\"eip191\",\"nonce\":\"0123456789abcdef\",\"issuedAt\":\"2027-01-15T08:00:00Z\"}"
                        + " | 0x8deda73deb87ba26a66b05af6137dd6712473604b9cc04a801e70f9a937b1aea11ab6561dec18414a16ec63e192f29742ec9307a779baf050f9825db4c5b93bb1b",
                "{\"domain\":\"api.example.com\",\"address\":\"0x70997970C51812dc3A010C7d01b50e0d17dc79C8\",\"statement\":\"Show that this payment was yours.\",\"uri\":\"https://api.example.com/weather/berlin?unit=c\",\"version\":\"1\",\"chainId\":\"eip155:84532\",\"type\":\"eip191\",\"nonce\":\"0123456789abcdef\",\"issuedAt\":\"2027-01-15T08:00:00Z\",\"expirationTime\":\"2027-01-15T08:05:00Z\",\"notBefore\":\"2027-01-15T08:00:00Z\",\"requestId\":\"r-1\",\"resources\":[\"https://api.example.com/weather/berlin?unit=c\",\"https://api.example.com/x\"]}"
                        + " | 0x005ef2b1eaffb8b5940477a2272d28d7d286fce7f6bd5fe8f5a8e8e3199c7f1f09e4fe7482ec51310b645dede86a06ed81b40a4089f90ae3dd96d4e34139e6d41c"
            })
    void writesTheTextThatOtherWalletsSign(String fields, String signature) {
        // Given // When
        var message = SiwxMessage.fromJson(JsonObject.parse(fields));

        // Then
        assertThat(SECP256K1.recover(message.digest(), Signature.parse(Hex.decode(signature))))
                .hasValue(PAYER);
    }

    @Test
    void believesAFreshSignatureOfThePayer() {
        // Given
        var signed = signed(asked(SUBJECT).build());

        // When // Then
        assertThat(verify(signed, NOW)).isEqualTo(new SiwxVerdict.Proved(new SiwxProof(PAYER, NOW)));
        assertThat(verify(signed, NOW.plus(Duration.ofSeconds(299)))).isInstanceOf(SiwxVerdict.Proved.class);
        assertThat(verify(signed, NOW.plus(Duration.ofMinutes(5)))).isEqualTo(refused(Fault.INVALID_SIWX_EXPIRED));
        assertThat(verify(signed, NOW.plus(Duration.ofSeconds(301))))
                .isEqualTo(refused(Fault.INVALID_SIWX_ISSUED_AT_TOO_OLD));
        assertThat(verify(signed, NOW.minus(Duration.ofMinutes(2))))
                .isEqualTo(refused(Fault.INVALID_SIWX_ISSUED_AT_IN_FUTURE));
    }

    @ParameterizedTest
    @CsvSource({
        "domain, evil.example, INVALID_SIWX_DOMAIN_MISMATCH",
        "domain, api.example.com, INVALID_SIWX_DOMAIN_MISMATCH",
        "uri, https://api.example.com:8443.evil.example/, INVALID_SIWX_URI_MISMATCH",
        "uri, http://api.example.com:8443/x, INVALID_SIWX_URI_MISMATCH",
        "version, 2, INVALID_SIWX_VERSION",
        "chainId, eip155:8453, INVALID_SIWX_CHAIN_ID",
        "chainId, solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp, INVALID_SIWX_CHAIN_ID",
        "type, ed25519, INVALID_SIWX_UNSUPPORTED_SIGNATURE_SCHEME",
        "signatureScheme, eip1271, INVALID_SIWX_UNSUPPORTED_SIGNATURE_SCHEME",
        "signatureScheme, eip6492, INVALID_SIWX_UNSUPPORTED_SIGNATURE_SCHEME",
        "issuedAt, yesterday, INVALID_SIWX_ISSUED_AT",
        "issuedAt, 2027-01-15T07:54:59Z, INVALID_SIWX_ISSUED_AT_TOO_OLD",
        "issuedAt, 2027-01-15T08:01:01Z, INVALID_SIWX_ISSUED_AT_IN_FUTURE",
        "expirationTime, 2027-01-15T08:00:00Z, INVALID_SIWX_EXPIRED",
        "notBefore, 2027-01-15T08:02:00Z, INVALID_SIWX_NOT_YET_VALID",
        "nonce, 0123456789abcdef, INVALID_SIWX_NONCE",
        "nonce, not-hex, INVALID_SIWX_NONCE",
        "address, 0xa0Ee7A142d267C1f36714E4a8F75612F20a79720, INVALID_SIWX_ADDRESS_MISMATCH",
        "address, vitalik.eth, INVALID_SIWX_PAYLOAD",
    })
    void refusesSignInsForSomethingElse(String field, String value, Fault fault) {
        // Given an answer that is right but for one field, and signed as it is
        var changed = asked(SUBJECT).put(field, value).build();

        // When // Then
        assertThat(verify(signedAnyway(changed), NOW)).isEqualTo(refused(fault));
    }

    @Test
    void refusesFieldsThatSmuggleLines() {
        // Given
        var changed = asked(SUBJECT)
                .put("statement", "Hello\n\nURI: https://evil.example")
                .build();

        // When // Then
        assertThat(verify(signedAnyway(changed), NOW)).isEqualTo(refused(Fault.INVALID_SIWX_PAYLOAD));
    }

    @Test
    void refusesNoncesOfOtherSubjects() {
        // Given questions about another authorization, another tenant, and a payment id
        var otherNonce = new Claim.Authorization(84532, ASSET, PAYER, Bytes32.of(BigInteger.TWO));
        var sameKey = new Claim.Authorization(84532, ASSET, PAYER, Bytes32.of(BigInteger.ONE));
        var others = List.of(
                SiwxSubject.of("demo", otherNonce),
                SiwxSubject.of("other", sameKey),
                SiwxSubject.of("demo", new UUID(0, 1)));

        // When // Then
        for (var other : others) {
            assertThat(verify(signed(asked(other).build()), NOW)).isEqualTo(refused(Fault.INVALID_SIWX_NONCE));
        }
    }

    @Test
    void refusesSignaturesOfOthers() {
        // Given
        var message = asked(SUBJECT).build();
        byte[] secret = new byte[32];
        secret[31] = 1;

        // When // Then
        try (var other = PrivateKey.of(secret)) {
            var digest = SiwxMessage.fromJson(message).digest();
            String foreign = Hex.encode(SECP256K1.sign(digest, other).toBytes());
            for (String signature : List.of(foreign, "0x", "0x" + "00".repeat(65), "0x" + "11".repeat(64))) {
                var shown = message.toBuilder().put("signature", signature).build();
                assertThat(verify(shown, NOW)).isEqualTo(refused(Fault.INVALID_SIWX_SIGNATURE));
            }
        }
    }

    private static SiwxVerdict refused(Fault fault) {
        return new SiwxVerdict.Refused(fault);
    }

    private static SiwxVerdict verify(JsonObject shown, Instant now) {
        return new SiwxVerifier(nonces(), SECP256K1, () -> now)
                .verify(PaymentHeader.encode(shown), ORIGIN, SUBJECT, NETWORK, PAYER);
    }

    /** What a stock client makes of a question, before it signs. */
    private static JsonObject.Builder asked(SiwxSubject subject) {
        var extension = new SiwxChallenge(nonces(), () -> NOW)
                .extensions(ORIGIN, "/weather/berlin", subject, List.of(NETWORK))
                .object("sign-in-with-x");
        var chain = extension.objects("supportedChains").getFirst();
        return extension.object("info").toBuilder()
                .put("chainId", chain.text("chainId"))
                .put("type", chain.text("type"))
                .put("address", PAYER.toString());
    }

    private static JsonObject signed(JsonObject message) {
        var digest = SiwxMessage.fromJson(message).digest();
        return message.toBuilder()
                .put("signature", Hex.encode(SECP256K1.sign(digest, KEY).toBytes()))
                .build();
    }

    /** Signed where it can be read, and with some signature where it cannot. */
    private static JsonObject signedAnyway(JsonObject message) {
        try {
            return signed(message);
        } catch (dev.quittance.protocol.MalformedException e) {
            return message.toBuilder().put("signature", "0x" + "11".repeat(65)).build();
        }
    }

    private static FreshNonces nonces() {
        var line = "k:" + Base64.getEncoder().encodeToString(new byte[32]);
        return new FreshNonces(ChallengeKeys.parse(List.of(line)), new SecureRandom());
    }
}
