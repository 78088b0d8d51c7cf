package dev.quittance.transparency;

/**
 * A complete subtree of a log: the entries from {@code index * 2^level} on, {@code 2^level} of them. Once complete it never
 * changes.
 *
 * @param level 0 for an entry's own hash, at most 62
 * @param index counts the subtrees of the level from 0
 */
public record NodeId(int level, long index) {
    /** Levels between two that are kept: what lies between is hashed anew from at most {@code 2^(STRIDE - 1)} of them. */
    public static final int STRIDE = 4;

    private static final int LEVEL_MAX = 62;

    public NodeId {
        if (level < 0 || level > LEVEL_MAX || index < 0) {
            throw new IllegalArgumentException("a level is 0 to 62 and an index not negative");
        }
    }

    /** Whether its hash is kept by a log. */
    public boolean isKept() {
        return level % STRIDE == 0;
    }

    NodeId left() {
        return new NodeId(level - 1, 2 * index);
    }

    NodeId right() {
        return new NodeId(level - 1, 2 * index + 1);
    }
}
