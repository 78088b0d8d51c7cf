package dev.quittance.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Documents that are rightly signed, of a wrong form. */
class DocumentFormTest {
    private final World world = new World();

    @Test
    void refusesExtraKeys() throws RefusedException {
        assertRefused(
                Refusal.UNKNOWN_KEY, changed(map -> map.put(new CborValue.Text("debug"), new CborValue.Whole(1))));
        assertRefused(Refusal.UNKNOWN_KEY, changed(map -> map.put(new CborValue.Whole(7), new CborValue.Whole(1))));
    }

    @Test
    void refusesMissingKeys() throws RefusedException {
        for (String key : List.of("module_id", "digest", "timestamp", "pcrs", "certificate", "cabundle")) {
            assertRefused(Refusal.MALFORMED, changed(map -> map.remove(new CborValue.Text(key))));
        }
    }

    @Test
    void takesAbsentOptionalsAsNullOrNotThereAtAll() throws RefusedException {
        // Given
        byte[] absent = changed(map -> map.remove(new CborValue.Text("user_data")));

        // Then
        assertThat(world.judge()).isInstanceOf(Verification.Attested.class);
        assertThat(world.judge(world.signed(absent))).isInstanceOf(Verification.Attested.class);
    }

    @Test
    void refusesDuplicateKeys() {
        // Given: a tenth member, which repeats the last one
        byte[] payload = world.payload();
        byte[] nonce = Arrays.copyOfRange(payload, payload.length - 40, payload.length);
        assertThat(new String(nonce, 0, 6, java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("enonce");
        byte[] doubled = joined(payload, nonce);
        doubled[0]++;

        // Then
        assertRefused(Refusal.DUPLICATE_KEY, doubled);
    }

    @Test
    void refusesIndefiniteLengths() {
        // Given
        byte[] payload = world.payload();
        byte[] open = joined(payload, new byte[] {(byte) 0xff});
        open[0] = (byte) 0xbf;

        // Then
        assertRefused(Refusal.INDEFINITE_LENGTH, open);
    }

    @Test
    void takesAnOpenOutermostMapOfHardwareOnly() throws RefusedException {
        // Given
        byte[] open = joined(world.payload(), new byte[] {(byte) 0xff});
        open[0] = (byte) 0xbf;
        byte[] inner = CborWriter.write(new CborValue.Items(List.of(new CborValue.Whole(1))));
        inner[0] = (byte) 0x9f;

        // Then
        assertThat(AttestationDocument.read(CborReader.readOpenMap(open)).moduleId())
                .isEqualTo("sim-test");
        assertRead(Refusal.INDEFINITE_LENGTH, () -> CborReader.readOpenMap(joined(inner, new byte[] {(byte) 0xff})));
        assertRead(Refusal.TRAILING_BYTES, () -> CborReader.readOpenMap(joined(open, new byte[] {0})));
    }

    @Test
    void refusesTrailingBytes() {
        assertRefused(Refusal.TRAILING_BYTES, joined(world.payload(), new byte[] {0}));
        assertThat(world.judge(joined(world.document(), new byte[] {0})))
                .isEqualTo(new Verification.Refused(Refusal.TRAILING_BYTES));
    }

    @Test
    void refusesNumbersLongerThanTheyNeed() {
        assertRead(Refusal.NOT_SHORTEST, () -> CborReader.read(new byte[] {0x18, 23}));
        assertRead(Refusal.NOT_SHORTEST, () -> CborReader.read(new byte[] {0x19, 0, (byte) 255}));
        assertRead(Refusal.NOT_SHORTEST, () -> CborReader.read(new byte[] {0x1a, 0, 0, (byte) 255, (byte) 255}));
        assertRead(Refusal.NOT_SHORTEST, () -> CborReader.read(new byte[] {0x58, 1, 0}));
    }

    @Test
    void refusesOversize() {
        assertThat(world.judge(new byte[CborReader.SIZE_MAX + 1]))
                .isEqualTo(new Verification.Refused(Refusal.TOO_LARGE));
    }

    @Test
    void refusesDepthAndLiesAboutLengths() {
        byte[] deep = new byte[64];
        Arrays.fill(deep, (byte) 0x81);
        assertRead(Refusal.MALFORMED, () -> CborReader.read(deep));
        assertRead(
                Refusal.MALFORMED,
                () -> CborReader.read(new byte[] {(byte) 0x9b, 0x7f, -1, -1, -1, -1, -1, -1, -1, 0}));
        assertRead(Refusal.MALFORMED, () -> CborReader.read(new byte[] {0x5b, 0x7f, -1, -1, -1, -1, -1, -1, -1}));
    }

    @Test
    void refusesOtherAlgorithmsAndUnprotectedHeaders() {
        // Given
        byte[] document = world.document();
        byte[] es256 = document.clone();
        es256[4] = 0x26;
        byte[] unprotected = joined(
                Arrays.copyOf(document, 5),
                joined(new byte[] {(byte) 0xa1, 0x04, 0x41, 0}, Arrays.copyOfRange(document, 6, document.length)));

        // Then
        assertThat(world.judge(unprotected)).isInstanceOf(Verification.Refused.class);
        assertThat(world.judge(es256)).isInstanceOf(Verification.Refused.class);
        assertThat(world.judge(withProtected(new byte[] {(byte) 0xa1, 0x01, 0x26})))
                .isEqualTo(new Verification.Refused(Refusal.ALGORITHM));
    }

    private byte[] withProtected(byte[] header) {
        return CborWriter.write(new CborValue.Items(List.of(
                new CborValue.Bytes(header),
                new CborValue.Fields(Map.of()),
                new CborValue.Bytes(world.payload()),
                new CborValue.Bytes(new byte[96]))));
    }

    @Test
    void refusesMembersOutOfBounds() {
        // Given
        world.nonce = Optional.of(new byte[513]);

        // Then
        assertThat(world.judge()).isEqualTo(new Verification.Refused(Refusal.MALFORMED));
    }

    private byte[] changed(Consumer<Map<CborValue, CborValue>> change) throws RefusedException {
        var map = new LinkedHashMap<>(CborReader.read(world.payload()).fields());
        change.accept(map);
        return CborWriter.write(new CborValue.Fields(map));
    }

    private void assertRefused(Refusal refusal, byte[] payload) {
        assertThat(world.judge(world.signed(payload))).isEqualTo(new Verification.Refused(refusal));
    }

    /** Something that reads. */
    private interface Reading {
        Object read() throws RefusedException;
    }

    private static void assertRead(Refusal refusal, Reading reading) {
        org.assertj.core.api.Assertions.assertThatThrownBy(reading::read)
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(refusal));
    }

    private static byte[] joined(byte[] one, byte[] other) {
        var both = new ByteArrayOutputStream();
        both.writeBytes(one);
        both.writeBytes(other);
        return both.toByteArray();
    }
}
