package dev.quittance.signer.attestation;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.attestation.CborReader;
import dev.quittance.attestation.CborValue;
import dev.quittance.attestation.CborWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The provider calls a native function with the device's signature, which answers from here: the path through native code,
 * structures and buffers is the one to the kernel; whether the kernel's device answers as this one does is not shown.
 */
@SuppressWarnings("restricted") // a native function of its own is what this test is about
class NitroProviderTest {
    private static final int DESCRIPTOR = 77;

    private final Arena arena = Arena.ofShared();
    private final List<byte[]> requests = new ArrayList<>();
    private byte[] answer = {};
    private int result;
    private long answerLength = -1;

    @AfterEach
    void free() {
        arena.close();
    }

    /** Behaves as ioctl does on the device. */
    @SuppressWarnings("unused") // called through a method handle
    private int ioctl(int descriptor, long code, MemorySegment pointer) {
        assertThat(descriptor).isEqualTo(DESCRIPTOR);
        assertThat(code).isEqualTo(0xC020_0A00L);
        MemorySegment message = pointer.reinterpret(32);
        long length = message.get(JAVA_LONG, 8);
        requests.add(message.get(ADDRESS, 0).reinterpret(length).toArray(JAVA_BYTE));
        long room = message.get(JAVA_LONG, 24);
        assertThat(room).isEqualTo(0x3000);
        MemorySegment.copy(answer, 0, message.get(ADDRESS, 16).reinterpret(room), JAVA_BYTE, 0, answer.length);
        message.set(JAVA_LONG, 24, answerLength < 0 ? answer.length : answerLength);
        return result;
    }

    private NitroProvider provider() throws ReflectiveOperationException {
        MethodHandle handle = MethodHandles.lookup()
                .bind(this, "ioctl", MethodType.methodType(int.class, int.class, long.class, MemorySegment.class));
        return new NitroProvider(
                new NitroDevice(Linker.nativeLinker().upcallStub(handle, NitroDevice.IOCTL, arena), DESCRIPTOR));
    }

    @Test
    void asksForADocument() throws Exception {
        // Given
        answer = map("Attestation", new CborValue.Fields(Map.of(text("document"), new CborValue.Bytes(new byte[] {9, 8
        }))));

        // When
        byte[] document = provider().document(new byte[] {1}, new byte[] {2}, Optional.empty());

        // Then
        assertThat(document).containsExactly(9, 8);
        Map<CborValue, CborValue> asked = fields(CborReader.read(requests.getFirst()), "Attestation");
        assertThat(asked.keySet()).containsExactly(text("user_data"), text("nonce"), text("public_key"));
        assertThat(asked.get(text("user_data"))).isEqualTo(new CborValue.Nothing());
        assertThat(bytes(asked, "nonce")).containsExactly(1);
        assertThat(bytes(asked, "public_key")).containsExactly(2);
    }

    @Test
    void passesUserDataOn() throws Exception {
        // Given
        answer =
                map("Attestation", new CborValue.Fields(Map.of(text("document"), new CborValue.Bytes(new byte[] {9}))));

        // When
        provider().document(new byte[] {1}, new byte[] {2}, Optional.of(new byte[] {3}));

        // Then
        assertThat(bytes(fields(CborReader.read(requests.getFirst()), "Attestation"), "user_data"))
                .containsExactly(3);
    }

    @Test
    void readsTheRegisters() throws Exception {
        // Given
        byte[] register = new byte[48];
        register[0] = 5;
        answer = map("DescribePCR", new CborValue.Fields(Map.of(text("data"), new CborValue.Bytes(register))));

        // Then
        assertThat(provider().measurement().pcr2()).startsWith("0x0500");
        assertThat(requests).hasSize(3);
    }

    @Test
    void refusesErrorsAndNonsense() throws Exception {
        for (byte[] bad : List.of(
                map("Error", text("InvalidOperation")),
                map("Attestation", new CborValue.Fields(Map.of())),
                map("DescribePCR", new CborValue.Fields(Map.of())),
                new byte[] {(byte) 0xbf},
                new byte[0])) {
            // Given
            answer = bad;

            // Then
            assertRefused();
        }
    }

    @Test
    void refusesFailuresAndLengthsOutOfBounds() throws Exception {
        // Given
        answer =
                map("Attestation", new CborValue.Fields(Map.of(text("document"), new CborValue.Bytes(new byte[] {9}))));
        result = -1;

        // Then
        assertRefused();

        // Given
        result = 0;
        answerLength = 0x3001;

        // Then
        assertRefused();
    }

    private void assertRefused() throws ReflectiveOperationException {
        NitroProvider provider = provider();
        assertThatThrownBy(() -> provider.document(new byte[] {1}, new byte[] {2}, Optional.empty()))
                .isInstanceOf(AttestationFailedException.class);
    }

    @Test
    void saysWhatIsNoDevice() {
        // A file that opens and knows no such request, by the kernel's own ioctl.
        try (NitroDevice device = NitroDevice.open(Path.of("/dev/null"))) {
            assertThatThrownBy(() -> device.ask(new byte[] {1})).isInstanceOf(AttestationFailedException.class);
        }
        assertThatThrownBy(() -> NitroDevice.open(Path.of("/dev/no-such-device")))
                .isInstanceOf(AttestationFailedException.class)
                .hasMessageContaining("/dev/no-such-device");
    }

    private static CborValue text(String text) {
        return new CborValue.Text(text);
    }

    private static byte[] map(String key, CborValue value) {
        return CborWriter.write(new CborValue.Fields(Map.of(text(key), value)));
    }

    private static Map<CborValue, CborValue> fields(CborValue request, String name) throws Exception {
        CborValue inner = request.fields().getOrDefault(text(name), new CborValue.Nothing());
        return inner.fields();
    }

    private static byte[] bytes(Map<CborValue, CborValue> fields, String name) throws Exception {
        return fields.getOrDefault(text(name), new CborValue.Nothing()).bytes();
    }
}
