package dev.quittance.gateway.route;

import dev.quittance.gateway.route.InvalidRoutesException.Fault;
import dev.quittance.protocol.MalformedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A YAML mapping read by name; every fault carries its line, and a key that nobody asked for is a fault. */
final class YamlMap {
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final Set<String> asked = new HashSet<>();
    private final String file;
    private final int line;

    YamlMap(String file, Node node) {
        this.file = file;
        line = line(node);
        if (!(node instanceof MappingNode mapping)) {
            throw fault("expected keys and values");
        }
        for (var tuple : mapping.getValue()) {
            String key = scalar(tuple.getKeyNode(), "a key");
            if (values.put(key, tuple.getValueNode()) != null) {
                throw fault(line(tuple.getKeyNode()), "key " + key + " appears twice");
            }
            lines.put(key, line(tuple.getKeyNode()));
        }
    }

    /** Where it stands. */
    Fault place() {
        return new Fault(file, line, "");
    }

    /** A fault of the whole mapping. */
    InvalidRoutesException fault(String text) {
        return fault(line, text);
    }

    /** A fault of one key. */
    InvalidRoutesException fault(String key, String text) {
        return fault(lines.getOrDefault(key, line), key + ": " + text);
    }

    private InvalidRoutesException fault(int line, String text) {
        return new InvalidRoutesException(new Fault(file, line, text));
    }

    Set<String> keys() {
        return values.keySet();
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    String text(String key) {
        return scalar(node(key), key);
    }

    Optional<String> optionalText(String key) {
        return optional(key).map(node -> scalar(node, key));
    }

    /** Reads a value whose form another type checks; its complaint gets the line. */
    <T> T value(String key, Function<String, T> reader) {
        String text = text(key);
        return check(key, () -> reader.apply(text));
    }

    /** Reads each value of a list whose form another type checks. */
    <T> List<T> values(String key, Function<String, T> reader) {
        return texts(key).stream()
                .map(text -> check(key, () -> reader.apply(text)))
                .toList();
    }

    /** Gives a complaint the line of a key. */
    <T> T check(String key, Supplier<T> reader) {
        try {
            return reader.get();
        } catch (MalformedException | IllegalArgumentException e) {
            throw fault(key, String.valueOf(e.getMessage()));
        }
    }

    boolean flag(String key, boolean absent) {
        return optionalText(key)
                .map(text -> switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw fault(lines.getOrDefault(key, line), key + " is true or false");
                })
                .orElse(absent);
    }

    /** One of an enum's constants, written in lower case; {@code absent} when the key is missing. */
    <E extends Enum<E>> E choice(String key, E absent) {
        return has(key)
                ? value(
                        key,
                        text -> Enum.valueOf(
                                absent.getDeclaringClass(),
                                requireLowerCase(text).toUpperCase(Locale.ROOT)))
                : absent;
    }

    private static String requireLowerCase(String text) {
        if (!text.equals(text.toLowerCase(Locale.ROOT))) {
            throw new MalformedException("expected lower case");
        }
        return text;
    }

    List<String> texts(String key) {
        return sequence(key).stream().map(node -> scalar(node, key)).toList();
    }

    List<YamlMap> maps(String key) {
        var maps = new ArrayList<YamlMap>();
        sequence(key).forEach(node -> maps.add(new YamlMap(file, node)));
        return maps;
    }

    Optional<YamlMap> optionalMap(String key) {
        return optional(key).map(node -> new YamlMap(file, node));
    }

    /** Call last: refuses keys that were never asked for. */
    void requireNothingElse() {
        for (String key : values.keySet()) {
            if (!asked.contains(key)) {
                throw fault(lines.getOrDefault(key, line), "unknown key " + key);
            }
        }
    }

    private List<Node> sequence(String key) {
        Node node = node(key);
        if (node instanceof SequenceNode sequence && !sequence.getValue().isEmpty()) {
            return sequence.getValue();
        }
        throw fault(line(node), key + " is a list that is not empty");
    }

    private Node node(String key) {
        return optional(key).orElseThrow(() -> fault("key " + key + " is missing"));
    }

    private Optional<Node> optional(String key) {
        asked.add(key);
        return Optional.ofNullable(values.get(key));
    }

    private String scalar(Node node, String name) {
        if (node instanceof ScalarNode scalar
                && !scalar.getTag().equals(Tag.NULL)
                && !scalar.getValue().isBlank()) {
            return scalar.getValue();
        }
        throw fault(line(node), name + " is one value that is not empty");
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
