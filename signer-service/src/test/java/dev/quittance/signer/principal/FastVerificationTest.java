package dev.quittance.signer.principal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Security;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FastVerificationTest {
    private static final String NAME = "FastVerification";

    @BeforeEach
    void install() {
        FastVerification.install();
    }

    @AfterEach
    void remove() {
        Security.removeProvider(NAME);
    }

    @Test
    void agreesWithTheJdkOnP256() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "SunEC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));

        assertAgrees("SHA256withECDSA", generator.generateKeyPair());
    }

    @Test
    void agreesWithTheJdkOnEd25519() throws Exception {
        assertAgrees("EdDSA", KeyPairGenerator.getInstance("Ed25519", "SunEC").generateKeyPair());
    }

    @Test
    void takesNothingElseOver() {
        assertThat(Security.getProvider(NAME).getServices()).hasSize(2);
    }

    private static void assertAgrees(String algorithm, KeyPair pair) throws Exception {
        byte[] message = "message".getBytes(StandardCharsets.US_ASCII);
        Signature jdk = Signature.getInstance(algorithm, "SunEC");
        jdk.initSign(pair.getPrivate());
        jdk.update(message);
        byte[] signature = jdk.sign();

        Signature fast = Signature.getInstance(algorithm);
        fast.initVerify(pair.getPublic());

        assertThat(fast.getProvider().getName()).isEqualTo(NAME);
        fast.update(message);
        assertThat(fast.verify(signature)).isTrue();
        fast.update("massage".getBytes(StandardCharsets.US_ASCII));
        assertThat(fast.verify(signature)).isFalse();
    }
}
