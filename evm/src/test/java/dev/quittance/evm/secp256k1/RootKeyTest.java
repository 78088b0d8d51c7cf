package dev.quittance.evm.secp256k1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.protocol.MalformedException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class RootKeyTest {
    private static final byte[] SECRET = HexFormat.of().parseHex("0f".repeat(32));
    private static final byte[] PURPOSE = "one purpose".getBytes(StandardCharsets.US_ASCII);

    @Test
    void derivesByTheTaggedHashOfBip340() throws Exception {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        byte[] tag = sha256.digest(PURPOSE);
        sha256.update(tag);
        sha256.update(tag);

        assertThat(RootKey.of(SECRET).derive(PURPOSE)).isEqualTo(sha256.digest(SECRET));
    }

    @Test
    void derivesAnotherKeyForEachPurposeAndSecret() {
        byte[] derived = RootKey.of(SECRET).derive(PURPOSE);

        assertThat(RootKey.of(SECRET).derive(new byte[0])).isNotEqualTo(derived);
        assertThat(RootKey.of(new byte[32]).derive(PURPOSE)).isNotEqualTo(derived);
    }

    @Test
    void refusesSecretsOfAnotherLength() {
        assertThatThrownBy(() -> RootKey.of(new byte[16])).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> RootKey.of(new byte[33])).isInstanceOf(MalformedException.class);
    }

    @Test
    void showsNothing() {
        assertThat(RootKey.of(SECRET)).hasToString("RootKey[redacted]");
    }
}
