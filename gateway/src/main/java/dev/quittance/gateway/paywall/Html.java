package dev.quittance.gateway.paywall;

/**
 * A piece of HTML that is safe where it goes. Text becomes one in one way only, so that no value reaches a page unescaped.
 *
 * @param markup what stands in the page
 */
record Html(String markup) {

    /** Text as the content of an element, or of an attribute in quotation marks of either kind. */
    static Html text(String text) {
        var escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                case '`' -> escaped.append("&#96;");
                // A parser would drop or replace it, and so see another text than was escaped.
                case '\0' -> escaped.append('\ufffd');
                default -> escaped.append(c);
            }
        }
        return new Html(escaped.toString());
    }
}
