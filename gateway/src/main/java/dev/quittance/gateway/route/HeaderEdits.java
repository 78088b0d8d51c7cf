package dev.quittance.gateway.route;

import java.util.Map;
import java.util.Set;

/**
 * What a route changes in the headers of a request or an answer, after the gateway's own rules.
 *
 * @param set value by name, instead of any that came; may be secrets of the upstream
 * @param remove names
 */
public record HeaderEdits(Map<String, String> set, Set<String> remove) {
    public static final HeaderEdits NONE = new HeaderEdits(Map.of(), Set.of());

    public HeaderEdits {
        set = Map.copyOf(set);
        remove = Set.copyOf(remove);
    }

    public boolean isEmpty() {
        return set.isEmpty() && remove.isEmpty();
    }

    @Override
    public String toString() {
        return "HeaderEdits[set=" + set.keySet() + ", remove=" + remove + "]";
    }
}
