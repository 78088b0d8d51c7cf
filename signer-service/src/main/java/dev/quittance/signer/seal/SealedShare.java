package dev.quittance.signer.seal;

import dev.quittance.attestation.box.Box;
import dev.quittance.attestation.box.BoxRecipient;
import dev.quittance.attestation.manifest.HolderSet;
import dev.quittance.attestation.manifest.Manifest;
import dev.quittance.attestation.share.Shamir;
import dev.quittance.attestation.share.Share;
import dev.quittance.attestation.share.ShareContext;
import dev.quittance.evm.secp256k1.RootKey;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.json.JsonObject;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/**
 * A share of the root for its holder.
 *
 * @param index 1 to 255
 * @param digest by which a wrong share is told
 * @param box that only the holder opens
 */
record SealedShare(int index, BoxRecipient holder, Bytes32 digest, Box box) {

    /** Shares the root among the manifest's holders. */
    static List<SealedShare> of(RootKey root, Manifest manifest, SecureRandom random) {
        HolderSet holders = manifest.holders();
        byte[] secret = root.export();
        List<Share> shares;
        try {
            shares = Shamir.split(secret, holders.threshold(), holders.keys().size(), random);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
        return shares.stream().map(share -> close(share, manifest)).toList();
    }

    private static SealedShare close(Share share, Manifest manifest) {
        BoxRecipient holder = manifest.holders().keys().get(share.index() - 1);
        byte[] wire = share.toByteArray();
        try (share) {
            byte[] context = ShareContext.of(manifest.hash(), share.index());
            return new SealedShare(
                    share.index(), holder, share.digest(), Box.close(wire, Box.Purpose.SHARE, context, holder));
        } finally {
            Arrays.fill(wire, (byte) 0);
        }
    }

    JsonObject toJson() {
        return JsonObject.builder()
                .put("index", Integer.toString(index))
                .put("holder", holder.toJwk())
                .put("box", box.toString())
                .build();
    }
}
