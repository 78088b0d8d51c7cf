package dev.quittance.gateway.paywall;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** A text with named holes, {@code {{name}}}. What fills a hole is not searched for further ones. */
final class Template {
    private static final Pattern HOLE = Pattern.compile("\\{\\{([a-z]+)}}");

    private final List<String> literals = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    Template(String text) {
        var hole = HOLE.matcher(text);
        int from = 0;
        while (hole.find()) {
            literals.add(text.substring(from, hole.start()));
            names.add(hole.group(1));
            from = hole.end();
        }
        literals.add(text.substring(from));
    }

    /** The text with all holes filled. */
    String fill(Map<String, Html> values) {
        var filled = new StringBuilder(8192);
        for (int i = 0; i < names.size(); i++) {
            filled.append(literals.get(i))
                    .append(Optional.ofNullable(values.get(names.get(i)))
                            .orElseThrow()
                            .markup());
        }
        return filled.append(literals.getLast()).toString();
    }

    /** A file beside the classes. */
    static String resource(String name) {
        try (var in = Objects.requireNonNull(Template.class.getResourceAsStream("/paywall/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
