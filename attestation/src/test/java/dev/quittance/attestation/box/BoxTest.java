package dev.quittance.attestation.box;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.attestation.box.Box.Purpose;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class BoxTest {
    private static final byte[] CONTEXT = "manifest 1, share 1".getBytes(StandardCharsets.US_ASCII);

    private final SecureRandom random = new SecureRandom();
    private final BoxKey key = BoxKey.draw(random);
    private final byte[] secret = random.generateSeed(33);
    private final Box box = Box.close(secret, Purpose.SHARE, CONTEXT, key.recipient());

    @Test
    void opensForItsRecipientOnly() {
        assertThat(Box.parse(box.toString()).open(Purpose.SHARE, CONTEXT, key)).contains(secret);
        assertThat(box.open(Purpose.SHARE, CONTEXT, BoxKey.draw(random))).isEmpty();
    }

    @Test
    void opensForItsPurposeAndContextOnly() {
        assertThat(box.open(Purpose.RECOVERY, CONTEXT, key)).isEmpty();
        assertThat(box.open(Purpose.SHARE, new byte[0], key)).isEmpty();
    }

    @Test
    void noticesEveryFlippedBit() {
        byte[] bytes = Hex.decode(box.toString());
        for (int bit = 0; bit < bytes.length * Byte.SIZE; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            // X25519 ignores the highest bit of a key, but the key's bytes are part of what is derived from it.
            assertThat(Box.parse(Hex.encode(flipped)).open(Purpose.SHARE, CONTEXT, key))
                    .as("bit " + bit)
                    .isEmpty();
        }
    }

    @Test
    void closesNothingForAKeyOfSmallOrder() {
        var zero = new BoxRecipient(new byte[32]);

        assertThatThrownBy(() -> Box.close(secret, Purpose.SHARE, CONTEXT, zero))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void refusesWhatIsNoBox() {
        assertThatThrownBy(() -> Box.parse("0x00")).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> Box.parse("0x" + "00".repeat(1025))).isInstanceOf(MalformedException.class);
    }

    @Test
    void keepsItsKeyInAJwk() {
        assertThat(BoxKey.fromJwk(key.toPrivateJwk()).recipient()).isEqualTo(key.recipient());
        assertThat(BoxRecipient.fromJwk(key.recipient().toJwk())).isEqualTo(key.recipient());
        assertThat(key).hasToString("BoxKey[redacted]");
        assertThatThrownBy(() -> BoxRecipient.fromJwk(
                        key.recipient().toJwk().toBuilder().put("d", "AA").build()))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void refusesAJwkWhoseHalvesDoNotBelongTogether() {
        String mixed = JsonObject.parse(key.toPrivateJwk()).toBuilder()
                .put("x", BoxKey.draw(random).recipient().toJwk().text("x"))
                .build()
                .toString();

        assertThatThrownBy(() -> BoxKey.fromJwk(mixed)).isInstanceOf(MalformedException.class);
    }
}
