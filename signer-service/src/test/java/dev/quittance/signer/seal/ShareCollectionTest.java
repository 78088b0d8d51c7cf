package dev.quittance.signer.seal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.attestation.box.Box;
import dev.quittance.attestation.manifest.Manifest;
import dev.quittance.attestation.share.Share;
import dev.quittance.attestation.share.ShareContext;
import dev.quittance.evm.secp256k1.RootKey;
import dev.quittance.protocol.Bytes32;
import dev.quittance.signer.seal.ShareCollection.Taken;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShareCollectionTest {
    private final World world = new World();
    private final Manifest manifest = world.manifest(1, World.HERE);
    private final byte[] secret = World.drawn();
    private final RootKey root = RootKey.of(secret);
    private final Bytes32 commitment = RootSeal.commitment(root);
    private final List<SealedShare> given = SealedShare.of(root, manifest, World.RANDOM);
    private final ShareCollection collection = new ShareCollection();

    @Test
    void rebuildsTheRootFromSharesThatAreEnough() {
        assertThat(collection.take(share(2), given)).isEqualTo(Taken.KEPT);
        assertThat(collection.rebuild(commitment)).as("one of two").isEmpty();
        assertThat(collection.take(share(0), given)).isEqualTo(Taken.KEPT);

        assertThat(collection.indices()).containsExactly(1, 3);
        assertThat(collection.rebuild(commitment).orElseThrow().export()).isEqualTo(secret);
    }

    @Test
    void takesNoShareTwice() {
        collection.take(share(1), given);

        assertThat(collection.take(share(1), given)).isEqualTo(Taken.TWICE);
        assertThat(collection.size()).isEqualTo(1);
    }

    @Test
    void takesNoWrongShare() {
        byte[] wire = share(0).toByteArray();
        wire[7] ^= 1;
        byte[] ofAnother = share(0).toByteArray();
        ofAnother[0] = 2;

        assertThat(collection.take(Share.parse(wire), given)).isEqualTo(Taken.WRONG);
        assertThat(collection.take(Share.parse(ofAnother), given)).isEqualTo(Taken.WRONG);
        assertThat(collection.size()).isZero();
    }

    /** Each manifest shares anew: shares of different occasions do not go together. */
    @Test
    void takesNoShareOfAnEarlierManifest() {
        List<SealedShare> again = SealedShare.of(root, manifest, World.RANDOM);

        assertThat(collection.take(share(0), again)).isEqualTo(Taken.WRONG);
    }

    @Test
    void givesEachHolderItsOwnShareOnly() {
        byte[] context = ShareContext.of(manifest.hash(), 1);

        assertThat(given)
                .extracting(SealedShare::holder)
                .containsExactlyElementsOf(manifest.holders().keys());
        assertThat(given.getFirst().box().open(Box.Purpose.SHARE, context, world.holders.get(1)))
                .isEmpty();
    }

    private Share share(int holder) {
        SealedShare sealed = given.get(holder);
        byte[] context = ShareContext.of(manifest.hash(), sealed.index());
        return Share.parse(sealed.box()
                .open(Box.Purpose.SHARE, context, world.holders.get(holder))
                .orElseThrow());
    }
}
