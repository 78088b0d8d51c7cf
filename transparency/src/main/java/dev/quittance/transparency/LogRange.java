package dev.quittance.transparency;

import dev.quittance.protocol.Bytes32;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Entries next to each other, whose tree hash a proof names: RFC 6962's {@code D[from:to]}. Its place in the tree is such that
 * it falls into complete subtrees, each smaller than the one before.
 */
record LogRange(long from, long to) {
    LogRange {
        if (from < 0 || to <= from) {
            throw new IllegalArgumentException("a range has entries");
        }
    }

    long size() {
        return to - from;
    }

    /** The largest power of two below the size: where RFC 6962 splits the range. */
    long split() {
        return Long.highestOneBit(size() - 1);
    }

    LogRange firstPart() {
        return new LogRange(from, from + split());
    }

    LogRange secondPart() {
        return new LogRange(from + split(), to);
    }

    /** The complete subtrees that it is made of, the largest first. */
    List<NodeId> subtrees() {
        var found = new ArrayList<NodeId>();
        long begin = from;
        while (begin < to) {
            long width = Long.highestOneBit(to - begin);
            found.add(new NodeId(Long.numberOfTrailingZeros(width), begin / width));
            begin += width;
        }
        return found;
    }

    /** Adds the kept hashes that its own is computed from: at most {@code 2^(STRIDE - 1)} for each subtree. */
    void addKept(Set<NodeId> nodes) {
        subtrees().forEach(subtree -> addKept(subtree, nodes));
    }

    private static void addKept(NodeId node, Set<NodeId> nodes) {
        if (node.isKept()) {
            nodes.add(node);
        } else {
            addKept(node.left(), nodes);
            addKept(node.right(), nodes);
        }
    }

    /** Its tree hash, from the kept hashes. */
    Bytes32 hash(Map<NodeId, Bytes32> kept) {
        return fold(subtrees().stream().map(node -> hash(node, kept)).toList());
    }

    private static Bytes32 hash(NodeId node, Map<NodeId, Bytes32> kept) {
        if (!node.isKept()) {
            return TreeHash.node(hash(node.left(), kept), hash(node.right(), kept));
        }
        Bytes32 hash = kept.get(node);
        if (hash == null) {
            throw new IllegalStateException("the log lacks the hash of " + node);
        }
        return hash;
    }

    /** The hash of complete subtrees side by side, the smallest last. */
    static Bytes32 fold(List<Bytes32> subtrees) {
        Bytes32 hash = subtrees.getLast();
        for (int i = subtrees.size() - 2; i >= 0; i--) {
            hash = TreeHash.node(subtrees.get(i), hash);
        }
        return hash;
    }
}
