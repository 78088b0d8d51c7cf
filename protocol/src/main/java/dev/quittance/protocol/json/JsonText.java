package dev.quittance.protocol.json;

/** Strings as JSON text, for those who write the same JSON very often. */
public final class JsonText {
    private JsonText() {}

    /** The string in quotation marks, escaped where it must be; what needs no escape is copied. */
    public static String of(String text) {
        if (isPlain(text)) {
            return '"' + text + '"';
        }
        String object = JsonObject.builder().put("", text).build().canonical();
        return object.substring("{\"\":".length(), object.length() - 1);
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }
}
