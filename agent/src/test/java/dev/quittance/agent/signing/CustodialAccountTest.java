package dev.quittance.agent.signing;

import static dev.quittance.agent.FakeGateway.answer;
import static dev.quittance.agent.FakeGateway.hangUp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.agent.FakeGateway;
import dev.quittance.agent.signing.PaymentSigner.Signing;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.token.RequestTokenSigner;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

class CustodialAccountTest {
    private static final Address ACCOUNT = Address.parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
    private static final URI RESOURCE = URI.create("http://server.example/weather?city=berlin");
    private static final Bytes32 NONCE = Bytes32.of(BigInteger.TEN);
    private static final PaymentRequirements REQUIREMENTS = new PaymentRequirements(
            "exact",
            "eip155:84532",
            BigInteger.valueOf(1000),
            "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
            "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720",
            300,
            JsonObject.EMPTY);

    @Test
    void asksTheSignerWithATokenAndReadsItsSignature() throws Exception {
        try (var signer = new FakeGateway(signs(ACCOUNT))) {
            var answer = account(signer).sign(REQUIREMENTS, NONCE, RESOURCE);

            assertThat(answer).isInstanceOfSatisfying(Signing.Signed.class, signed -> {
                assertThat(signed.authorization().value()).isEqualTo(BigInteger.valueOf(1000));
                assertThat(signed.signature().yParity()).isZero();
            });
            var seen = signer.seen().getFirst();
            assertThat(seen.path()).isEqualTo("/v1/x402/payments");
            assertThat(seen.authorization()).startsWith("Bearer ey");
            assertThat(JsonObject.parse(seen.body()))
                    .isEqualTo(JsonObject.builder()
                            .put("account", ACCOUNT.toString())
                            .put("requirements", REQUIREMENTS.toJson())
                            .put("nonce", NONCE.toString())
                            .put("resource", "http://server.example/weather")
                            .build());
        }
    }

    @Test
    void passesTheSignersRefusalOn() throws Exception {
        String problem = "{\"status\":403,\"code\":\"account_not_yours\",\"detail\":\"no\"}";
        try (var signer = new FakeGateway(answer(403, problem))) {
            var answer = account(signer).sign(REQUIREMENTS, NONCE, RESOURCE);

            assertThat(answer).isEqualTo(new Signing.Denied("account_not_yours", "no"));
        }
    }

    @Test
    void asksAgainForTheSameNonceWhenTheSignerIsAway() throws Exception {
        try (var signer = new FakeGateway(hangUp(), answer(503, "{}"), signs(ACCOUNT))) {
            var answer = account(signer).sign(REQUIREMENTS, NONCE, RESOURCE);

            assertThat(answer).isInstanceOf(Signing.Signed.class);
            assertThat(signer.seen())
                    .extracting(FakeGateway.Seen::body)
                    .hasSize(3)
                    .containsOnly(signer.seen().getFirst().body());
        }
    }

    @Test
    void refusesWhenTheSignerStaysAway() throws Exception {
        try (var signer = new FakeGateway(answer(503, "{}"))) {
            var answer = account(signer).sign(REQUIREMENTS, NONCE, RESOURCE);

            assertThat(answer).isEqualTo(new Signing.Denied("signer_unavailable", "it answered 503"));
        }
    }

    @Test
    void refusesSignatureOfAnotherAccount() throws Exception {
        try (var signer = new FakeGateway(signs(Address.parse("0xa0Ee7A142d267C1f36714E4a8F75612F20a79720")))) {
            var answer = account(signer).sign(REQUIREMENTS, NONCE, RESOURCE);

            assertThat(answer)
                    .isInstanceOfSatisfying(
                            Signing.Denied.class,
                            denied -> assertThat(denied.code()).isEqualTo("signer_mismatch"));
        }
    }

    @Test
    void refusesAnswerThatIsNoSignature() throws Exception {
        try (var signer = new FakeGateway(answer(200, "{\"signature\":\"0x00\"}"))) {
            var answer = account(signer).sign(REQUIREMENTS, NONCE, RESOURCE);

            assertThat(answer).isEqualTo(new Signing.Denied("signer_answer_malformed", "status 200"));
        }
    }

    private static FakeGateway.Answer signs(Address from) {
        var authorization = new TransferAuthorization(
                from,
                Address.parse(REQUIREMENTS.payTo()),
                REQUIREMENTS.amount(),
                BigInteger.ZERO,
                BigInteger.valueOf(1_900_000_000),
                NONCE);
        return answer(
                200,
                JsonObject.builder()
                        .put("authorization", authorization.toJson())
                        .put("signature", "0x" + "01".repeat(64) + "1b")
                        .build()
                        .toString());
    }

    private static CustodialAccount account(FakeGateway signer) throws JoseException {
        var key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
        key.setKeyId("k1");
        var tokens = new RequestTokenSigner(
                "agent",
                key.toJson(JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE),
                new SecureRandom(),
                InstantSource.system());
        return new CustodialAccount(new SignerConnection(HttpClient.newHttpClient(), signer.uri("/"), tokens), ACCOUNT);
    }
}
