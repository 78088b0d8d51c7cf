package dev.quittance.signer.policy;

import java.util.Set;

/** Which values a grant covers. */
public sealed interface Scope<T> {
    /** Every value. */
    record Any<T>() implements Scope<T> {}

    /** These values; none of them covers nothing. */
    record Only<T>(Set<T> values) implements Scope<T> {
        /** Copies the set. */
        public Only {
            values = Set.copyOf(values);
        }
    }

    /** Whether the value is among those that are covered. */
    default boolean covers(T value) {
        return switch (this) {
            case Any<T> _ -> true;
            case Only<T>(Set<T> values) -> values.contains(value);
        };
    }

    /** Whether the other covers every value that this covers. */
    default boolean isWithin(Scope<T> other) {
        return switch (other) {
            case Any<T> _ -> true;
            case Only<T>(Set<T> allowed) ->
                switch (this) {
                    case Any<T> _ -> false;
                    case Only<T>(Set<T> values) -> allowed.containsAll(values);
                };
        };
    }
}
