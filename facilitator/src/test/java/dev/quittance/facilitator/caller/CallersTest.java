package dev.quittance.facilitator.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallersTest {
    /** SHA-256 of {@code abc} (FIPS 180-2, appendix B.1). */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void findsTheHolderOfAToken() {
        // Given
        var callers = Callers.parse(List.of("# callers", "", "gateway:" + ABC));
        // When
        var holder = callers.holderOf("abc");
        // Then
        assertThat(holder).hasValue("gateway");
        assertThat(callers.holderOf("abd")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "gateway:abc", ":" + ABC, "gate way:" + ABC})
    void refusesLinesOfAnotherForm(String line) {
        assertThatThrownBy(() -> Callers.parse(List.of(line)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining(ABC);
    }

    @Test
    void refusesOneTokenForTwoCallers() {
        assertThatThrownBy(() -> Callers.parse(List.of("a:" + ABC, "b:" + ABC)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
