package dev.quittance.evm.secp256k1;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class LockedMemoryTest {
    @Test
    void liesInPagesThatAreLockedAndLeftOutOfDumpsAndForks() throws IOException {
        var slot = LockedMemory.take();
        slot.fill((byte) 1);

        List<String> flags = flagsAt(slot.address());

        // lo: locked; dd: not dumped; wf: wiped on fork
        assertThat(flags).contains("lo", "dd", "wf");
        LockedMemory.giveBack(slot);
    }

    @Test
    void givesSlotsOutZeroed() {
        var slot = LockedMemory.take();
        slot.fill((byte) 7);

        LockedMemory.giveBack(slot);

        assertThat(slot.toArray(JAVA_BYTE)).containsOnly(0);
    }

    @Test
    void givesEachSecretASlotOfItsOwn() {
        var slots = Stream.generate(LockedMemory::take).limit(1000).toList();

        assertThat(slots.stream().map(slot -> slot.address()).distinct()).hasSize(1000);
        slots.forEach(LockedMemory::giveBack);
    }

    @Test
    void drawsDifferentKeysThatSign() {
        var curve = Secp256k1.create();
        try (var one = PrivateKey.draw();
                var other = PrivateKey.draw()) {
            assertThat(curve.address(one)).isNotEqualTo(curve.address(other));
        }
    }

    /** The kernel's flags of the mapping around an address. */
    private static List<String> flagsAt(long address) throws IOException {
        boolean inside = false;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
                String[] bounds = line.substring(0, line.indexOf(' ')).split("-", -1);
                inside = Long.compareUnsigned(Long.parseUnsignedLong(bounds[0], 16), address) <= 0
                        && Long.compareUnsigned(address, Long.parseUnsignedLong(bounds[1], 16)) < 0;
            }
            if (inside && line.startsWith("VmFlags:")) {
                return List.of(line.substring("VmFlags:".length()).strip().split(" ", -1));
            }
        }
        return List.of();
    }
}
