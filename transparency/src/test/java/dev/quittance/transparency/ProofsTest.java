package dev.quittance.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.protocol.Bytes32;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProofsTest {
    private static final int SIZES = 300;
    /** The entries of the reference tests of Certificate Transparency. */
    private static final List<byte[]> REFERENCE = Stream.of(
                    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
            .map(HexFormat.of()::parseHex)
            .toList();

    @Test
    void hashesTheReferenceTrees() {
        assertThat(TreeHash.EMPTY).hasToString("0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(TreeHash.leaf(new byte[0]))
                .hasToString("0x6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        List<String> roots = List.of(
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
        Frontier frontier = Frontier.empty();
        for (int i = 0; i < REFERENCE.size(); i++) {
            frontier.append(TreeHash.leaf(REFERENCE.get(i)));
            assertThat(frontier.root()).hasToString("0x" + roots.get(i));
        }
    }

    @Test
    void givesTheReferenceProofs() {
        var tree = new NaiveTree(REFERENCE);

        assertThat(Proofs.inclusion(0, 8).hashes(tree.kept()))
                .map(Bytes32::toString)
                .containsExactly(
                        "0x96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                        "0x5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                        "0x6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");
        assertThat(Proofs.consistency(6, 8).hashes(tree.kept()))
                .map(Bytes32::toString)
                .containsExactly(
                        "0x0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                        "0xca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                        "0xd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
    }

    @Test
    void provesEveryEntryOfEverySize() throws Exception {
        NaiveTree all = random(SIZES);
        Map<NodeId, Bytes32> kept = all.kept();
        for (int size = 1; size <= SIZES; size++) {
            NaiveTree tree = all.first(size);
            Checkpoint log = tree.checkpoint();
            for (int index = size % 3; index < size; index += 3) {
                List<Bytes32> proof = Proofs.inclusion(index, size).hashes(kept);
                assertThat(proof).isEqualTo(tree.path(index));
                ProofCheck.requireIncluded(leaf(all, index), index, log, proof);
            }
        }
    }

    @Test
    void provesConsistencyOfEverySizeWithEveryOlderOne() throws Exception {
        NaiveTree all = random(SIZES);
        Map<NodeId, Bytes32> kept = all.kept();
        List<Checkpoint> logs = new ArrayList<>();
        for (int size = 0; size <= SIZES; size++) {
            logs.add(all.first(size).checkpoint());
            for (int older = 0; older <= size; older++) {
                List<Bytes32> proof = Proofs.consistency(older, size).hashes(kept);
                ProofCheck.requireConsistent(logs.get(older), logs.get(size), proof);
                if (size % 29 == 0) {
                    assertThat(proof).isEqualTo(all.first(size).proof(older));
                }
            }
        }
    }

    @Test
    void goesOnFromTheKeptHashesAsIfItHadNeverStopped() {
        NaiveTree all = random(SIZES);
        for (int size = 0; size <= SIZES; size++) {
            Map<NodeId, Bytes32> kept = all.first(size).kept();
            assertThat(kept.keySet()).containsAll(Frontier.needs(size));
            Frontier frontier = Frontier.of(size, kept);
            assertThat(frontier.root()).isEqualTo(all.first(size).root());
            assertThat(frontier.size()).isEqualTo(size);
            if (size < SIZES) {
                frontier.append(leaf(all, size));
                assertThat(frontier.root()).isEqualTo(all.first(size + 1).root());
            }
        }
    }

    @Test
    void readsFewHashesOfALargeLog() {
        for (long size = 1; size < 1L << 40; size = size * 3 + 1) {
            long limit = 16L * (64 - Long.numberOfLeadingZeros(size));
            assertThat(Proofs.inclusion(size / 2, size).needs()).hasSizeLessThanOrEqualTo((int) limit);
            assertThat(Proofs.consistency(size / 3, size).needs()).hasSizeLessThanOrEqualTo((int) limit);
            assertThat(Frontier.needs(size)).hasSizeLessThanOrEqualTo((int) limit);
        }
    }

    @Test
    void refusesProofsWithAFlippedBitOrAnotherLength() throws Exception {
        // Given
        Random random = seeded();
        NaiveTree all = random(SIZES);
        Map<NodeId, Bytes32> kept = all.kept();
        for (int round = 0; round < 500; round++) {
            int size = 2 + random.nextInt(SIZES - 1);
            int index = random.nextInt(size);
            int older = 1 + random.nextInt(size - 1);
            Checkpoint log = all.first(size).checkpoint();
            Checkpoint before = all.first(older).checkpoint();
            List<Bytes32> inclusion = Proofs.inclusion(index, size).hashes(kept);
            List<Bytes32> consistency = Proofs.consistency(older, size).hashes(kept);
            Bytes32 leaf = leaf(all, index);

            // Then
            refusesInclusion(leaf, index, log, flipped(inclusion, random));
            refusesInclusion(flipped(leaf, random), index, log, inclusion);
            refusesInclusion(leaf, (index + 1) % size, log, inclusion);
            refusesInclusion(leaf, index, log, inclusion.subList(1, inclusion.size()));
            refusesInclusion(leaf, index, log, longer(inclusion, leaf));
            refusesInclusion(leaf, size, log, inclusion);
            refusesInclusion(leaf, index, new Checkpoint("log.test", size, flipped(log.root(), random)), inclusion);
            refusesConsistency(before, log, flipped(consistency, random), LogFault.FORKED);
            refusesConsistency(before, log, consistency.subList(1, consistency.size()), LogFault.FORKED);
            refusesConsistency(before, log, longer(consistency, leaf), LogFault.FORKED);
            refusesConsistency(
                    new Checkpoint("log.test", older, flipped(before.root(), random)),
                    log,
                    consistency,
                    LogFault.FORKED);
            refusesConsistency(log, before, consistency, LogFault.ROLLED_BACK);
        }
    }

    @Test
    void refusesALogOfTheSameSizeThatSaysSomethingElse() {
        Checkpoint log = random(20).checkpoint();

        refusesConsistency(log, random(20).checkpoint(), List.of(), LogFault.FORKED);
        refusesConsistency(new Checkpoint("log.test", 0, log.root()), log, List.of(), LogFault.FORKED);
    }

    private static void refusesInclusion(Bytes32 leaf, long index, Checkpoint log, List<Bytes32> proof) {
        assertThatThrownBy(() -> ProofCheck.requireIncluded(leaf, index, log, proof))
                .isInstanceOfSatisfying(
                        LogFaultException.class, e -> assertThat(e.fault()).isEqualTo(LogFault.INCLUSION_WRONG));
    }

    private static void refusesConsistency(Checkpoint older, Checkpoint newer, List<Bytes32> proof, LogFault expected) {
        assertThatThrownBy(() -> ProofCheck.requireConsistent(older, newer, proof))
                .isInstanceOfSatisfying(
                        LogFaultException.class, e -> assertThat(e.fault()).isEqualTo(expected));
    }

    private static List<Bytes32> longer(List<Bytes32> proof, Bytes32 more) {
        var longer = new ArrayList<>(proof);
        longer.add(more);
        return longer;
    }

    private static List<Bytes32> flipped(List<Bytes32> proof, Random random) {
        var flipped = new ArrayList<>(proof);
        int at = random.nextInt(proof.size());
        flipped.set(at, flipped(proof.get(at), random));
        return flipped;
    }

    private static Bytes32 flipped(Bytes32 hash, Random random) {
        byte[] bytes = hash.toByteArray();
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        return new Bytes32(bytes);
    }

    private static Bytes32 leaf(NaiveTree tree, int index) {
        return tree.leaf(index);
    }

    private static NaiveTree random(int size) {
        Random random = seeded();
        var entries = new ArrayList<byte[]>();
        for (int i = 0; i < size; i++) {
            byte[] entry = new byte[16 + random.nextInt(40)];
            random.nextBytes(entry);
            entries.add(entry);
        }
        return new NaiveTree(entries);
    }

    private static Random seeded() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        return new Random(seed);
    }
}
