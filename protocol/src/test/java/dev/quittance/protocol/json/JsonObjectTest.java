package dev.quittance.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.protocol.MalformedException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"text\"",
                "{\"a\":1,\"a\":1}",
                "{\"a\":{\"b\":1,\"b\":2}}",
                "{\"a\":1,\"\\u0061\":2}",
                "{\"a\":1} {}",
                "{\"a\":1}x",
                "{\"a\":1,}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":1e400}",
                "{\"a\":-1e400}",
                "{\"a\":1e-400}",
                "{\"a\":1e40018446744073709551616}",
                "{\"a\":1e-2147483649}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":9007199254740993}",
                "{\"a\":\"\\ud800\"}",
                "{\"a\":\"\\udc00\\ud800\"}",
                "{\"\\ud800\":1}",
                "{\"a\":\"\\u0000\"}",
                "{\"a\":\"\u0001\"}",
                "// comment\n{\"a\":1}",
                "\ufeff{\"a\":1}"
            })
    void refusesTextThatTwoReadersCouldUnderstandDifferently(String text) {
        assertThatThrownBy(() -> JsonObject.parse(text)).isInstanceOf(MalformedException.class);
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        byte[] overlong = {'{', '"', (byte) 0xc0, (byte) 0xaf, '"', ':', '1', '}'};
        assertThatThrownBy(() -> JsonObject.parse(overlong)).isInstanceOf(MalformedException.class);
    }

    @Test
    void refusesDepthBeyondItsBound() {
        // Given
        String deep = "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000);

        // When // Then
        assertThatThrownBy(() -> JsonObject.parse(deep)).isInstanceOf(MalformedException.class);
    }

    @Test
    void messagesNeverRepeatTheInput() {
        assertThatThrownBy(() -> JsonObject.parse("{\"secret-canary\":1,\"secret-canary\":2}"))
                .hasMessageNotContaining("canary");
    }

    @Test
    void readsMembersOnlyAsTheirOwnType() {
        // Given
        var json = JsonObject.parse("{\"text\":\"1\",\"number\":1,\"fraction\":1.0,\"nothing\":null}");

        // When // Then
        assertThat(json.text("text")).isEqualTo("1");
        assertThat(json.integer("number")).isEqualTo(1);
        assertThat(json.optionalText("nothing")).isEmpty();
        assertThat(json.optionalText("absent")).isEmpty();
        assertThatThrownBy(() -> json.text("number")).hasMessage("member number is not a string");
        assertThatThrownBy(() -> json.integer("text")).hasMessage("member text is not an integer");
        assertThatThrownBy(() -> json.integer("fraction")).hasMessage("member fraction is not an integer");
        assertThatThrownBy(() -> json.text("absent")).hasMessage("member absent is missing");
        assertThatThrownBy(() -> json.object("text")).hasMessage("member text is not an object");
    }

    @Test
    void equalsWhateverTheOrderOfMembers() {
        // Given
        var one = JsonObject.parse("{\"a\":1,\"b\":{\"c\":\"x\",\"d\":2}}");
        var other = JsonObject.builder()
                .put("b", JsonObject.builder().put("d", 2L).put("c", "x").build())
                .put("a", 1)
                .build();

        // When // Then
        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
        assertThat(one.sha256()).isEqualTo(other.sha256());
        assertThat(one.canonical()).isEqualTo("{\"a\":1,\"b\":{\"c\":\"x\",\"d\":2}}");
    }

    @Test
    void canonicalFormSortsByUtf16UnitsAndFormatsNumbersAsEcmascript() {
        // Given: the order of RFC 8785 section 3.2.3, where an astral character sorts before U+FB33
        var json =
                JsonObject.parse("{\"\\ufb33\":1,\"\\ud83d\\ude00\":2,\"1\":333333333.33333329,\"x\":1E30,\"y\":-0}");

        // When
        String canonical = json.canonical();

        // Then
        assertThat(canonical)
                .isEqualTo("{\"1\":333333333.3333333,\"x\":1e+30,\"y\":0,\"\ud83d\ude00\":2,\"\ufb33\":1}");
        assertThat(canonical.getBytes(StandardCharsets.UTF_8)).isNotEmpty();
    }

    @Test
    void containmentLooksIntoNestedObjectsAndAllowsAdditions() {
        // Given
        var part = JsonObject.parse("{\"a\":{\"b\":1}}");

        // When // Then
        assertThat(part.isContainedIn(JsonObject.parse("{\"a\":{\"b\":1,\"c\":2},\"d\":3}")))
                .isTrue();
        assertThat(part.isContainedIn(JsonObject.parse("{\"a\":{\"b\":2}}"))).isFalse();
        assertThat(part.isContainedIn(JsonObject.parse("{\"a\":{}}"))).isFalse();
        assertThat(part.isContainedIn(JsonObject.EMPTY)).isFalse();
    }

    @Test
    void builtObjectsDoNotChangeAfterwards() {
        // Given
        var builder = JsonObject.builder().put("a", 1);
        var built = builder.build();

        // When
        builder.put("b", 2);

        // Then
        assertThat(built.names()).containsExactly("a");
    }
}
