package dev.quittance.protocol.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * An immutable JSON object that is read by name and type. A member that is {@code null} counts as absent, as x402's
 * optional fields allow. Reading a member as the wrong type is a {@link MalformedException} that names it; nothing is coerced.
 */
public final class JsonObject {
    public static final JsonObject EMPTY = new JsonObject(StrictJson.emptyObject());

    private final ObjectNode node;

    private JsonObject(ObjectNode node) {
        this.node = node;
    }

    /**
     * Reads UTF-8 bytes.
     *
     * @throws MalformedException when the bytes are not one strict JSON object
     */
    public static JsonObject parse(byte[] utf8) {
        return new JsonObject(StrictJson.parse(utf8));
    }

    /**
     * Reads its text form.
     *
     * @throws MalformedException when the text is not one strict JSON object
     */
    public static JsonObject parse(String text) {
        return parse(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Builder builder() {
        return new Builder(StrictJson.emptyObject());
    }

    /** A builder that starts with this object's members. */
    public Builder toBuilder() {
        return new Builder(node.deepCopy());
    }

    /** This object without a member. */
    public JsonObject without(String name) {
        return new JsonObject(node.deepCopy().without(name));
    }

    public boolean has(String name) {
        return member(name).isPresent();
    }

    public boolean isEmpty() {
        return node.isEmpty();
    }

    public Set<String> names() {
        var names = new TreeSet<String>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    public String text(String name) {
        return optionalText(name).orElseThrow(() -> missing(name));
    }

    public Optional<String> optionalText(String name) {
        return member(name).map(value -> {
            requireType(value.isTextual(), name, "a string");
            return value.textValue();
        });
    }

    /** A whole number that fits an int; a fraction that happens to be zero is refused. */
    public int integer(String name) {
        JsonNode value = member(name).orElseThrow(() -> missing(name));
        requireType(value.isIntegralNumber() && value.canConvertToInt(), name, "an integer");
        return value.intValue();
    }

    /** A whole number that fits a long. */
    public long longInteger(String name) {
        JsonNode value = member(name).orElseThrow(() -> missing(name));
        requireType(value.isIntegralNumber() && value.canConvertToLong(), name, "an integer");
        return value.longValue();
    }

    public boolean bool(String name) {
        JsonNode value = member(name).orElseThrow(() -> missing(name));
        requireType(value.isBoolean(), name, "a boolean");
        return value.booleanValue();
    }

    public JsonObject object(String name) {
        return optionalObject(name).orElseThrow(() -> missing(name));
    }

    public Optional<JsonObject> optionalObject(String name) {
        return member(name).map(value -> asObject(value, name));
    }

    public List<JsonObject> objects(String name) {
        var objects = new ArrayList<JsonObject>();
        for (JsonNode element : array(name)) {
            objects.add(asObject(element, name));
        }
        return List.copyOf(objects);
    }

    public List<String> texts(String name) {
        var texts = new ArrayList<String>();
        for (JsonNode element : array(name)) {
            requireType(element.isTextual(), name, "an array of strings");
            texts.add(element.textValue());
        }
        return List.copyOf(texts);
    }

    /** True when each member here has an equal member in {@code other}; nested objects are compared the same way. */
    public boolean isContainedIn(JsonObject other) {
        return contains(other.node, node);
    }

    /** RFC 8785 text: the form that is hashed and compared. */
    public String canonical() {
        return StrictJson.canonical(node);
    }

    /** SHA-256 of the canonical form. */
    public Bytes32 sha256() {
        return Sha256.hash(canonical().getBytes(StandardCharsets.UTF_8));
    }

    /** Compact text in member order. */
    @Override
    public String toString() {
        return StrictJson.write(node);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonObject that
                && (node.equals(that.node) || canonical().equals(that.canonical()));
    }

    @Override
    public int hashCode() {
        return canonical().hashCode();
    }

    private Optional<JsonNode> member(String name) {
        return Optional.ofNullable(node.get(name)).filter(value -> !value.isNull());
    }

    private ArrayNode array(String name) {
        JsonNode value = member(name).orElseThrow(() -> missing(name));
        if (value instanceof ArrayNode array) {
            return array;
        }
        throw new MalformedException("member " + name + " is not an array");
    }

    private static JsonObject asObject(JsonNode value, String name) {
        if (value instanceof ObjectNode object) {
            return new JsonObject(object);
        }
        throw new MalformedException("member " + name + " is not an object");
    }

    private static boolean contains(JsonNode whole, JsonNode part) {
        if (whole instanceof ObjectNode wholeObject && part instanceof ObjectNode partObject) {
            return partObject.properties().stream().allMatch(field -> {
                JsonNode value = wholeObject.get(field.getKey());
                return value != null && contains(value, field.getValue());
            });
        }
        return whole.equals(part);
    }

    private static void requireType(boolean holds, String name, String type) {
        if (!holds) {
            throw new MalformedException("member " + name + " is not " + type);
        }
    }

    private static MalformedException missing(String name) {
        return new MalformedException("member " + name + " is missing");
    }

    /** Collects members; absent optionals leave no member behind. */
    public static final class Builder {
        private final ObjectNode node;

        private Builder(ObjectNode node) {
            this.node = node;
        }

        public Builder put(String name, String value) {
            node.put(name, value);
            return this;
        }

        public Builder put(String name, int value) {
            node.put(name, value);
            return this;
        }

        public Builder put(String name, long value) {
            node.put(name, value);
            return this;
        }

        public Builder put(String name, boolean value) {
            node.put(name, value);
            return this;
        }

        public Builder put(String name, JsonObject value) {
            node.set(name, value.node.deepCopy());
            return this;
        }

        public Builder putObjects(String name, List<JsonObject> values) {
            ArrayNode array = node.putArray(name);
            values.forEach(value -> array.add(value.node.deepCopy()));
            return this;
        }

        public Builder putTexts(String name, List<String> values) {
            ArrayNode array = node.putArray(name);
            values.forEach(array::add);
            return this;
        }

        public Builder putText(String name, Optional<String> value) {
            value.ifPresent(text -> node.put(name, text));
            return this;
        }

        public Builder putObject(String name, Optional<JsonObject> value) {
            value.ifPresent(object -> put(name, object));
            return this;
        }

        /** The object is put only when it has members: x402 leaves empty objects out. */
        public Builder putUnlessEmpty(String name, JsonObject value) {
            return value.isEmpty() ? this : put(name, value);
        }

        public JsonObject build() {
            return new JsonObject(node.deepCopy());
        }
    }
}
