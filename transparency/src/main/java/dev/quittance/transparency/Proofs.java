package dev.quittance.transparency;

import dev.quittance.protocol.Bytes32;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The proofs of RFC 6962, sections 2.1.1 and 2.1.2, from the kept hashes of a log. What is to be read is known beforehand, so
 * it is read at once: for a log of n entries at most {@code 16 log2 n} hashes.
 */
public final class Proofs {
    static final Comparator<NodeId> ORDER =
            Comparator.comparingInt(NodeId::level).thenComparingLong(NodeId::index);

    private final List<LogRange> ranges;

    private Proofs(List<LogRange> ranges) {
        this.ranges = List.copyOf(ranges);
    }

    /**
     * That the entry is in the log as it was with this size.
     *
     * @throws IllegalArgumentException unless {@code 0 <= index < size}
     */
    public static Proofs inclusion(long index, long size) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("the entry is not in a log of this size");
        }
        var path = new ArrayList<LogRange>();
        var range = new LogRange(0, size);
        while (range.size() > 1) {
            boolean isInFirst = index < range.from() + range.split();
            path.addFirst(isInFirst ? range.secondPart() : range.firstPart());
            range = isInFirst ? range.firstPart() : range.secondPart();
        }
        return new Proofs(path);
    }

    /**
     * That the log of the newer size begins with that of the older one.
     *
     * @throws IllegalArgumentException unless {@code 0 <= older <= newer}
     */
    public static Proofs consistency(long older, long newer) {
        if (older < 0 || older > newer) {
            throw new IllegalArgumentException("the older size is at most the newer one");
        }
        var path = new ArrayList<LogRange>();
        if (older == 0 || older == newer) {
            return new Proofs(path);
        }
        var range = new LogRange(0, newer);
        while (older != range.to()) {
            boolean isInFirst = older <= range.from() + range.split();
            path.addFirst(isInFirst ? range.secondPart() : range.firstPart());
            range = isInFirst ? range.firstPart() : range.secondPart();
        }
        if (range.from() > 0) {
            path.addFirst(range);
        }
        return new Proofs(path);
    }

    /** The root of the log as it was with this size, as the only hash. */
    public static Proofs root(long size) {
        return new Proofs(size == 0 ? List.of() : List.of(new LogRange(0, size)));
    }

    /** The kept hashes that it is computed from. */
    public Set<NodeId> needs() {
        var nodes = new TreeSet<>(ORDER);
        ranges.forEach(range -> range.addKept(nodes));
        return nodes;
    }

    /** The hashes that prove it. */
    public List<Bytes32> hashes(Map<NodeId, Bytes32> kept) {
        return ranges.stream().map(range -> range.hash(kept)).toList();
    }
}
