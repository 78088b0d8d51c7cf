package dev.quittance.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.gateway.delivery.PaidAnswer.Header;
import dev.quittance.gateway.reservation.SealedAnswer;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AnswerSealTest {
    private static final String OLD = line("old", 1);
    private static final String NEW = line("new", 2);
    private static final Bytes32 REQUEST = Bytes32.of(BigInteger.ONE);
    private static final UUID PAYMENT = UUID.randomUUID();
    private static final PaidAnswer ANSWER = new PaidAnswer(
            201,
            List.of(new Header("Set-Cookie", "a=1"), new Header("Set-Cookie", "b=2"), new Header("X", "\u00e9")),
            new byte[] {0, 1, (byte) 0xff});

    @Test
    void opensWhatItSealed() {
        // Given
        var sealed = seal(OLD).seal(ANSWER, PAYMENT, REQUEST);

        // When
        var opened = seal(OLD).open(sealed, PAYMENT, REQUEST).orElseThrow();

        // Then
        assertThat(opened.status()).isEqualTo(201);
        assertThat(opened.headers()).isEqualTo(ANSWER.headers());
        assertThat(opened.body()).isEqualTo(ANSWER.body());
        assertThat(new String(sealed.sealed(), StandardCharsets.ISO_8859_1)).doesNotContain("Set-Cookie");
    }

    @Test
    void opensUnderAnOlderMasterAndNotWithoutIt() {
        // Given
        var sealed = seal(OLD).seal(ANSWER, PAYMENT, REQUEST);

        // When / Then
        assertThat(seal(NEW, OLD).open(sealed, PAYMENT, REQUEST)).isPresent();
        assertThat(seal(NEW, OLD).seal(ANSWER, PAYMENT, REQUEST).keyId()).isEqualTo("new");
        assertThat(seal(NEW).open(sealed, PAYMENT, REQUEST)).isEmpty();
    }

    @Test
    void opensNothingInAnothersPlace() {
        // Given
        var sealed = seal(OLD).seal(ANSWER, PAYMENT, REQUEST);
        byte[] changed = sealed.sealed().clone();
        changed[0] ^= 1;

        // When / Then
        assertThat(seal(OLD).open(sealed, UUID.randomUUID(), REQUEST)).isEmpty();
        assertThat(seal(OLD).open(sealed, PAYMENT, Bytes32.of(BigInteger.TWO))).isEmpty();
        assertThat(seal(OLD).open(new SealedAnswer("old", sealed.nonce(), changed), PAYMENT, REQUEST))
                .isEmpty();
    }

    @Test
    void refusesKeysThatAreNoneWithoutShowingThem() {
        for (var line : List.of("no colon", "a:short", "a:" + "!".repeat(44), "")) {
            // Given / When / Then
            assertThatThrownBy(() -> AnswerKeys.parse(List.of(line)))
                    .isInstanceOf(MalformedException.class)
                    .message()
                    .doesNotContain("short", "!");
        }
    }

    private static AnswerSeal seal(String... lines) {
        return new AnswerSeal(AnswerKeys.parse(List.of(lines)), new SecureRandom());
    }

    private static String line(String id, int fill) {
        byte[] key = new byte[32];
        java.util.Arrays.fill(key, (byte) fill);
        return id + ":" + Base64.getEncoder().encodeToString(key);
    }
}
