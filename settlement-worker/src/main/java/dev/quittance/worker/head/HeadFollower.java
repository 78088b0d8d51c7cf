package dev.quittance.worker.head;

import dev.quittance.evm.rpc.Block;
import dev.quittance.evm.rpc.BlockRef;
import dev.quittance.evm.rpc.EvmNode;
import dev.quittance.evm.rpc.Query;
import dev.quittance.evm.rpc.Receipt;
import dev.quittance.protocol.Bytes32;
import dev.quittance.worker.attempt.Attempt.BlockId;
import dev.quittance.worker.chain.Head;
import dev.quittance.worker.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Follows the head block by block and hands the receipts of each to {@link Evidence}, as long as anything waits for proof.
 * Where blocks do not fit together it goes back to the last common one, has what stood above it reopened, and reads again;
 * blocks that it had to leave out are covered by {@link Reconciler}.
 */
public final class HeadFollower {
    private static final Logger LOG = Logger.getLogger(HeadFollower.class);

    private final Watch watch;
    private final EvmNode node;
    private final Evidence evidence;
    private final Finality finality;
    private final Head head;
    private final int catchUpMax;
    private final Runnable moved;
    private final AtomicLong reorgs = new AtomicLong();

    /** The last block worked through, and the hashes of those before; only the loop's thread touches these. */
    private long cursor = -1;

    private final TreeMap<Long, Bytes32> recent = new TreeMap<>();
    private Optional<Bytes32> newestHash = Optional.empty();
    private long safeHeight = -1;
    private long finalizedHeight = -1;

    /**
     * Starts at the newest block.
     *
     * @param catchUpMax blocks that are read one by one when the follower has fallen behind, and remembered
     * @param moved told after each pass that found a new block
     */
    public HeadFollower(Watch watch, Head head, int catchUpMax, Runnable moved) {
        this.watch = watch;
        this.node = watch.node();
        this.evidence = watch.evidence();
        this.finality = new Finality(watch);
        this.head = head;
        this.catchUpMax = catchUpMax;
        this.moved = moved;
    }

    /** Times that blocks did not fit together since the start. */
    public long reorgs() {
        return reorgs.get();
    }

    /** One pass up to the newest block. */
    public void follow() throws SQLException {
        Optional<Block> newest = node.block(BlockRef.Tag.LATEST);
        if (newest.isEmpty() || newestHash.equals(newest.map(Block::hash))) {
            return;
        }
        if (!place(newest.get())) {
            newestHash = newest.map(Block::hash);
            return;
        }
        while (cursor < newest.get().number()) {
            if (!advance(cursor + 1, newest.get())) {
                return;
            }
        }
        newestHash = newest.map(Block::hash);
        moved.run();
        promote();
    }

    /** Where reading begins; false when the node only went back in time. */
    private boolean place(Block newest) throws SQLException {
        if (cursor < 0) {
            // The first question of a connection also makes sure that it leads to the right chain.
            finality.requireChain();
            finality.recheck(Math.max(0, newest.number() - catchUpMax), newest.number(), false);
            jump(newest.number() - 1);
        } else if (newest.number() <= cursor) {
            if (Optional.of(newest.hash()).equals(Optional.ofNullable(recent.get(newest.number())))) {
                LOG.warnf("the node went back to block %d", newest.number());
                watch.alerts().accept(Alert.STALE_HEAD);
                return false;
            }
            goBack(newest);
        } else if (newest.number() - cursor > catchUpMax) {
            LOG.warnf("left out blocks %d to %d", cursor + 1, newest.number() - catchUpMax);
            jump(newest.number() - catchUpMax);
        }
        return true;
    }

    private boolean advance(long number, Block newest) throws SQLException {
        Optional<Block> block =
                number == newest.number() ? Optional.of(newest) : node.block(new BlockRef.Height(number));
        if (block.isEmpty()) {
            watch.alerts().accept(Alert.CONTRADICTION);
            return false;
        }
        Bytes32 parent = recent.get(number - 1);
        if (parent != null && !parent.equals(block.get().parentHash())) {
            goBack(newest);
            return false;
        }
        if (isWaitedFor() && !recordReceipts(block.get())) {
            return false;
        }
        cursor = number;
        recent.put(number, block.get().hash());
        if (recent.size() > catchUpMax) {
            recent.pollFirstEntry();
        }
        head.set(block.get());
        return true;
    }

    private boolean isWaitedFor() throws SQLException {
        return Sql.transaction(
                watch.dataSource(), connection -> watch.settlements().anyOpen(connection, watch.chainId()));
    }

    private boolean recordReceipts(Block block) throws SQLException {
        Optional<List<Receipt>> receipts = node.blockReceipts(new BlockRef.Hash(block.hash()));
        if (receipts.isEmpty()
                || !receipts.get().stream()
                        .allMatch(receipt -> receipt.blockHash().equals(block.hash()))) {
            watch.alerts().accept(Alert.CONTRADICTION);
            return false;
        }
        evidence.record(receipts.get());
        return true;
    }

    /** To the highest block that the chain still has, or below all that are remembered; nowhere while nodes disagree. */
    private void goBack(Block newest) throws SQLException {
        finality.requireChain();
        List<Long> heights = recent.headMap(newest.number(), true).descendingKeySet().stream()
                .toList();
        // All in one question, so that one node answers, and only one that has the block in question.
        var questions = new ArrayList<Query<Optional<Block>>>();
        questions.add(Query.block(new BlockRef.Hash(newest.hash())));
        heights.forEach(height -> questions.add(Query.block(new BlockRef.Height(height))));
        List<Optional<Block>> blocks = node.askAll(questions);
        if (blocks.getFirst().isEmpty()) {
            watch.alerts().accept(Alert.CONTRADICTION);
            return;
        }
        long common = recent.isEmpty() ? newest.number() - 1 : recent.firstKey() - 1;
        for (int i = 0; i < heights.size(); i++) {
            if (blocks.get(i + 1).map(Block::hash).equals(Optional.ofNullable(recent.get(heights.get(i))))) {
                common = heights.get(i);
                break;
            }
        }
        if (isDisputed(common + 1)) {
            return;
        }
        reorgs.incrementAndGet();
        LOG.warnf("the chain was reorganised above block %d", common);
        finality.recheck(common + 1, newest.number(), true);
        jump(common);
    }

    private boolean isDisputed(long height) {
        Optional<BlockId> gone = Optional.ofNullable(recent.get(height)).map(hash -> new BlockId(height, hash));
        return gone.isPresent() && !finality.disputed(Set.of(gone.get())).isEmpty();
    }

    private void jump(long to) {
        cursor = to;
        recent.tailMap(to, false).clear();
    }

    private void promote() throws SQLException {
        List<Optional<Block>> heads =
                node.askAll(List.of(Query.block(BlockRef.Tag.FINALIZED), Query.block(BlockRef.Tag.SAFE)));
        Optional<Block> last = heads.getFirst();
        Optional<Block> safe = heads.getLast();
        if (safe.isPresent()
                && last.isPresent()
                && last.get().number() > safe.get().number()) {
            watch.alerts().accept(Alert.CONTRADICTION);
            return;
        }
        if (safe.isEmpty()
                || last.isEmpty()
                || (safe.get().number() == safeHeight && last.get().number() == finalizedHeight)) {
            return;
        }
        OptionalLong gone = finality.promote(safe.get(), last.get());
        if (gone.isPresent()) {
            reorgs.incrementAndGet();
            jump(gone.getAsLong() - 1);
            newestHash = Optional.empty();
        } else {
            safeHeight = safe.get().number();
            finalizedHeight = last.get().number();
        }
    }
}
