package dev.quittance.signer.principal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.Security;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FastEcdsaTest {
    @AfterEach
    void remove() {
        Security.removeProvider("FastEcdsa");
    }

    @Test
    void agreesWithTheJdkAndTakesNothingElseOver() throws Exception {
        FastEcdsa.install();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "SunEC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        var pair = generator.generateKeyPair();
        byte[] message = "message".getBytes(StandardCharsets.US_ASCII);
        Signature jdk = Signature.getInstance("SHA256withECDSA", "SunEC");
        jdk.initSign(pair.getPrivate());
        jdk.update(message);
        byte[] signature = jdk.sign();

        Signature fast = Signature.getInstance("SHA256withECDSA");
        fast.initVerify(pair.getPublic());

        assertThat(fast.getProvider().getName()).isEqualTo("FastEcdsa");
        fast.update(message);
        assertThat(fast.verify(signature)).isTrue();
        fast.update("massage".getBytes(StandardCharsets.US_ASCII));
        assertThat(fast.verify(signature)).isFalse();
        assertThat(Security.getProvider("FastEcdsa").getServices()).hasSize(1);
    }
}
