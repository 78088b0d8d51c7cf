package dev.quittance.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import org.junit.jupiter.api.Test;

class LiveSignatureTest {
    @Test
    void knowsTheAnswerToOneRequestOnly() throws Exception {
        // Given
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] body = {1, 2};
        byte[] message = LiveSignature.message("Bearer a", 200, body);
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(keys.getPrivate());
        signer.update(message);
        byte[] signature = signer.sign();
        byte[] key = keys.getPublic().getEncoded();

        // Then
        assertThat(LiveSignature.isKey(key)).isTrue();
        assertThat(LiveSignature.isGenuine(key, message, signature)).isTrue();
        assertThat(LiveSignature.isGenuine(key, LiveSignature.message("Bearer b", 200, body), signature))
                .isFalse();
        assertThat(LiveSignature.isGenuine(key, LiveSignature.message("Bearer a", 201, body), signature))
                .isFalse();
        assertThat(LiveSignature.isGenuine(key, LiveSignature.message("Bearer a", 200, new byte[] {1}), signature))
                .isFalse();
        assertThat(LiveSignature.isGenuine(World.liveKey(), message, signature)).isFalse();
        assertThat(LiveSignature.isGenuine(key, message, new byte[63])).isFalse();
    }

    @Test
    void takesNoKeyOfSmallOrder() {
        // Given
        byte[] key = World.liveKey();
        java.util.Arrays.fill(key, 12, 44, (byte) 0);

        // Then
        assertThat(LiveSignature.isKey(key)).isFalse();
    }
}
