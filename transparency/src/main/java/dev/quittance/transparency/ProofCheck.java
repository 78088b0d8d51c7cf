package dev.quittance.transparency;

import dev.quittance.protocol.Bytes32;
import java.util.Iterator;
import java.util.List;

/** Verifies proofs as RFC 9162, sections 2.1.3.2 and 2.1.4.2, has it; the trees are those of RFC 6962. */
public final class ProofCheck {
    private ProofCheck() {}

    /**
     * Sees that the entry with this hash is in the log.
     *
     * @throws LogFaultException {@link LogFault#INCLUSION_WRONG} when the proof does not show it
     */
    public static void requireIncluded(Bytes32 leaf, long index, Checkpoint log, List<Bytes32> proof)
            throws LogFaultException {
        if (!isIncluded(leaf, index, log, proof)) {
            throw new LogFaultException(LogFault.INCLUSION_WRONG, "the proof does not lead to the log's root");
        }
    }

    private static boolean isIncluded(Bytes32 leaf, long index, Checkpoint log, List<Bytes32> proof) {
        if (index < 0 || index >= log.size()) {
            return false;
        }
        long node = index;
        long last = log.size() - 1;
        Bytes32 hash = leaf;
        for (Bytes32 sibling : proof) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                hash = TreeHash.node(sibling, hash);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = TreeHash.node(hash, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && hash.equals(log.root());
    }

    /**
     * Sees that the newer log begins with the older one.
     *
     * @throws LogFaultException {@link LogFault#ROLLED_BACK} when the newer one is shorter, {@link LogFault#FORKED} when the
     *     proof does not show it
     */
    public static void requireConsistent(Checkpoint older, Checkpoint newer, List<Bytes32> proof)
            throws LogFaultException {
        if (newer.size() < older.size()) {
            throw new LogFaultException(
                    LogFault.ROLLED_BACK, "the log had " + older.size() + " entries and has " + newer.size());
        }
        if (!isConsistent(older, newer, proof)) {
            throw new LogFaultException(
                    LogFault.FORKED, "the log does not begin with the " + older.size() + " entries that it had");
        }
    }

    private static boolean isConsistent(Checkpoint older, Checkpoint newer, List<Bytes32> proof) {
        if (older.size() == newer.size()) {
            return proof.isEmpty() && older.root().equals(newer.root());
        }
        if (older.size() == 0) {
            return proof.isEmpty() && older.root().equals(TreeHash.EMPTY);
        }
        boolean isSubtree = Long.bitCount(older.size()) == 1;
        Iterator<Bytes32> rest = proof.iterator();
        if (!isSubtree && !rest.hasNext()) {
            return false;
        }
        long node = older.size() - 1;
        long last = newer.size() - 1;
        while ((node & 1) == 1) {
            node >>= 1;
            last >>= 1;
        }
        Bytes32 first = isSubtree ? older.root() : rest.next();
        Bytes32 second = first;
        while (rest.hasNext()) {
            Bytes32 sibling = rest.next();
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                first = TreeHash.node(sibling, first);
                second = TreeHash.node(sibling, second);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                second = TreeHash.node(second, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && first.equals(older.root()) && second.equals(newer.root());
    }
}
