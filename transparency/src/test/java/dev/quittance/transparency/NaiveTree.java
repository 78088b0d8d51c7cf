package dev.quittance.transparency;

import dev.quittance.protocol.Bytes32;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** RFC 6962, section 2.1, word by word: everything hashed anew each time. */
final class NaiveTree {
    private final List<byte[]> entries;

    NaiveTree(List<byte[]> entries) {
        this.entries = entries;
    }

    Checkpoint checkpoint() {
        return new Checkpoint("log.test", entries.size(), root());
    }

    Bytes32 root() {
        return hash(entries);
    }

    NaiveTree first(int count) {
        return new NaiveTree(entries.subList(0, count));
    }

    Bytes32 leaf(int index) {
        return TreeHash.leaf(entries.get(index));
    }

    static Bytes32 hash(List<byte[]> d) {
        if (d.isEmpty()) {
            return TreeHash.EMPTY;
        }
        if (d.size() == 1) {
            return TreeHash.leaf(d.getFirst());
        }
        int k = split(d.size());
        return TreeHash.node(hash(d.subList(0, k)), hash(d.subList(k, d.size())));
    }

    List<Bytes32> path(int m) {
        return path(m, entries);
    }

    private static List<Bytes32> path(int m, List<byte[]> d) {
        if (d.size() == 1) {
            return new ArrayList<>();
        }
        int k = split(d.size());
        List<Bytes32> path = m < k ? path(m, d.subList(0, k)) : path(m - k, d.subList(k, d.size()));
        path.add(hash(m < k ? d.subList(k, d.size()) : d.subList(0, k)));
        return path;
    }

    List<Bytes32> proof(int m) {
        return m == 0 ? List.of() : subproof(m, entries, true);
    }

    private static List<Bytes32> subproof(int m, List<byte[]> d, boolean whole) {
        if (m == d.size()) {
            return whole ? new ArrayList<>() : new ArrayList<>(List.of(hash(d)));
        }
        int k = split(d.size());
        List<Bytes32> proof =
                m <= k ? subproof(m, d.subList(0, k), whole) : subproof(m - k, d.subList(k, d.size()), false);
        proof.add(hash(m <= k ? d.subList(k, d.size()) : d.subList(0, k)));
        return proof;
    }

    private static int split(int n) {
        return Integer.highestOneBit(n - 1);
    }

    /** The hashes that a log of these entries keeps. */
    Map<NodeId, Bytes32> kept() {
        var kept = new HashMap<NodeId, Bytes32>();
        Frontier frontier = Frontier.empty();
        entries.forEach(entry -> frontier.append(TreeHash.leaf(entry), kept::put));
        return kept;
    }
}
