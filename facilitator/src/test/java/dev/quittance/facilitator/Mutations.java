package dev.quittance.facilitator;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/** Makes other bodies of good ones: on the level of octets, of JSON tokens, and of values. */
final class Mutations {
    private static final Pattern TOKEN = Pattern.compile("\"[^\"]*\"|[0-9]+|[{}\\[\\]:,]|true|false|null");
    private static final List<String> NASTY = List.of(
            "null",
            "true",
            "-1",
            "0",
            "1e400",
            "1.5",
            "18446744073709551616",
            "\"\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"0x\"",
            "\"0x" + "ff".repeat(32) + "\"",
            "\"-1\"",
            "\"1e3\"",
            "\"" + "9".repeat(90) + "\"",
            "\"" + "x".repeat(5_000) + "\"",
            "\"eip155:1\"",
            "\"upto\"",
            "\"permit2\"",
            "[]",
            "{}",
            "[[[[[[[[]]]]]]]]",
            "{\"x402Version\":2}");

    private final Random random;

    Mutations(Random random) {
        this.random = random;
    }

    /** Another body; now and then the same. */
    byte[] of(String good) {
        String text = good;
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            text = switch (random.nextInt(5)) {
                case 0 -> replacedToken(text);
                case 1 -> withoutToken(text);
                case 2 -> doubledToken(text);
                case 3 -> text.substring(0, random.nextInt(text.length() + 1));
                default -> replacedToken(text);
            };
            if (text.isEmpty()) {
                return new byte[0];
            }
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int flips = random.nextInt(3); flips > 0; flips--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    private record Token(int start, int end) {}

    private Token token(String text) {
        var tokens = new ArrayList<Token>();
        var matcher = TOKEN.matcher(text);
        while (matcher.find()) {
            tokens.add(new Token(matcher.start(), matcher.end()));
        }
        return tokens.isEmpty() ? new Token(0, text.length()) : tokens.get(random.nextInt(tokens.size()));
    }

    private String replacedToken(String text) {
        Token token = token(text);
        return text.substring(0, token.start()) + NASTY.get(random.nextInt(NASTY.size())) + text.substring(token.end());
    }

    private String withoutToken(String text) {
        Token token = token(text);
        return text.substring(0, token.start()) + text.substring(token.end());
    }

    private String doubledToken(String text) {
        Token token = token(text);
        String twice = text.substring(token.start(), token.end());
        return text.substring(0, token.end()) + "," + twice + text.substring(token.end());
    }
}
