package dev.quittance.agent.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.agent.signing.PaymentSigner.Signing;
import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.eip712.Eip712Domain;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.math.BigInteger;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class LocalKeyTest {
    private static final String TOKEN = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
    private static final URI RESOURCE = URI.create("http://server.example/weather");
    private static final Bytes32 NONCE = Bytes32.of(BigInteger.TEN);
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    private final Secp256k1 secp256k1 = Secp256k1.create();
    private final LocalKey key = new LocalKey(
            PrivateKey.generate(new SecureRandom()),
            secp256k1,
            Registry.builtIn(),
            Duration.ofHours(1),
            InstantSource.fixed(NOW));

    @Test
    void signsForTheTokensDomain() {
        var signed = (Signing.Signed) key.sign(requirements(TOKEN, 300), NONCE, RESOURCE);

        var domain = new Eip712Domain("USDC", "2", 84532, Address.parse(TOKEN));
        var digest = signed.authorization().digest(domain);
        assertThat(secp256k1.recover(digest, signed.signature())).contains(key.address());
        assertThat(signed.authorization().from()).isEqualTo(key.address());
        assertThat(signed.authorization().value()).isEqualTo(BigInteger.valueOf(1000));
        assertThat(signed.authorization().nonce()).isEqualTo(NONCE);
        assertThat(signed.authorization().validBefore()).isEqualTo(BigInteger.valueOf(1_800_000_300));
    }

    @Test
    void boundsTheLifeOfAnAuthorization() {
        var signed = (Signing.Signed) key.sign(requirements(TOKEN, 1_000_000), NONCE, RESOURCE);

        assertThat(signed.authorization().validBefore()).isEqualTo(BigInteger.valueOf(1_800_003_600));
    }

    @Test
    void refusesUnknownAsset() {
        var answer = key.sign(requirements(key.address().toString(), 300), NONCE, RESOURCE);

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Signing.Denied.class,
                        denied -> assertThat(denied.code()).isEqualTo("asset_unknown"));
    }

    private static PaymentRequirements requirements(String asset, int maxTimeoutSeconds) {
        return new PaymentRequirements(
                "exact",
                "eip155:84532",
                BigInteger.valueOf(1000),
                asset,
                "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720",
                maxTimeoutSeconds,
                JsonObject.EMPTY);
    }
}
