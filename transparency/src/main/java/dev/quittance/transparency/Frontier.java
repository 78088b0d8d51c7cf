package dev.quittance.transparency;

import dev.quittance.protocol.Bytes32;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * The right edge of a log: all that is needed to add entries and know the root, at most 63 hashes. For one thread.
 */
public final class Frontier {
    private final List<Bytes32> peaks;
    private long size;

    private Frontier(long size, List<Bytes32> peaks) {
        this.size = size;
        this.peaks = new ArrayList<>(peaks);
    }

    /** Of a log without entries. */
    public static Frontier empty() {
        return new Frontier(0, List.of());
    }

    /** The kept hashes that the frontier of a log of this size is computed from. */
    public static Set<NodeId> needs(long size) {
        var nodes = new TreeSet<>(Proofs.ORDER);
        if (size > 0) {
            new LogRange(0, size).addKept(nodes);
        }
        return nodes;
    }

    /** Of a log of this size, from its kept hashes. */
    public static Frontier of(long size, Map<NodeId, Bytes32> kept) {
        if (size == 0) {
            return empty();
        }
        List<Bytes32> peaks = new LogRange(0, size)
                .subtrees().stream()
                        .map(node -> new LogRange(node.index() << node.level(), (node.index() + 1) << node.level())
                                .hash(kept))
                        .toList();
        return new Frontier(size, peaks);
    }

    /** One that goes on by itself. */
    public Frontier copy() {
        return new Frontier(size, peaks);
    }

    /** How many entries there are. */
    public long size() {
        return size;
    }

    /** The tree hash of all entries. */
    public Bytes32 root() {
        return size == 0 ? TreeHash.EMPTY : LogRange.fold(peaks);
    }

    /** Adds the hash of an entry, and tells each subtree of a kept level that is complete now, the entry's own hash first. */
    public void append(Bytes32 leaf, BiConsumer<NodeId, Bytes32> completed) {
        Bytes32 hash = leaf;
        int level = 0;
        completed.accept(new NodeId(0, size), hash);
        for (long rest = size; (rest & 1) == 1; rest >>= 1) {
            hash = TreeHash.node(peaks.removeLast(), hash);
            level++;
            var node = new NodeId(level, rest >> 1);
            if (node.isKept()) {
                completed.accept(node, hash);
            }
        }
        peaks.add(hash);
        size++;
    }

    /** Adds the hash of an entry. */
    public void append(Bytes32 leaf) {
        append(leaf, (_, _) -> {});
    }
}
