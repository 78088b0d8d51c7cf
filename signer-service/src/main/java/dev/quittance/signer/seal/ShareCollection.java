package dev.quittance.signer.seal;

import dev.quittance.attestation.share.Shamir;
import dev.quittance.attestation.share.Share;
import dev.quittance.evm.secp256k1.RootKey;
import dev.quittance.protocol.Bytes32;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The shares that holders have brought for one manifest. Not thread-safe. */
final class ShareCollection {
    private final SortedMap<Integer, Share> shares = new TreeMap<>();

    /** What became of a share. */
    enum Taken {
        KEPT,
        TWICE,
        WRONG
    }

    /** Keeps a share if it is one of those that were given out. */
    Taken take(Share share, List<SealedShare> given) {
        if (shares.containsKey(share.index())) {
            return Taken.TWICE;
        }
        boolean right = given.stream()
                .anyMatch(each -> each.index() == share.index() && each.digest().equals(share.digest()));
        if (!right) {
            return Taken.WRONG;
        }
        shares.put(share.index(), share);
        return Taken.KEPT;
    }

    int size() {
        return shares.size();
    }

    List<Integer> indices() {
        return List.copyOf(shares.keySet());
    }

    /** The root that they are of; empty when that is not the one. */
    Optional<RootKey> rebuild(Bytes32 commitment) {
        byte[] secret = Shamir.combine(List.copyOf(shares.values()));
        try {
            return Optional.of(RootKey.of(secret))
                    .filter(root -> RootSeal.commitment(root).equals(commitment));
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    void clear() {
        shares.values().forEach(Share::close);
        shares.clear();
    }
}
