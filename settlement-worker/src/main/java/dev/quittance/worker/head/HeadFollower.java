package dev.quittance.worker.head;

import dev.quittance.evm.rpc.Block;
import dev.quittance.evm.rpc.BlockRef;
import dev.quittance.evm.rpc.EvmNode;
import dev.quittance.evm.rpc.Receipt;
import dev.quittance.protocol.Bytes32;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Follows the head block by block and hands the receipts of each to {@link Evidence}. Where blocks do not fit together it
 * steps back and reads again; blocks that it had to leave out are covered by {@link Reconciler}.
 */
public final class HeadFollower {
    private static final Logger LOG = Logger.getLogger(HeadFollower.class);
    private static final int STEP_BACK = 16;

    private final EvmNode node;
    private final long chainId;
    private final Evidence evidence;
    private final Head head;
    private final int catchUpMax;
    private final Runnable moved;
    private final AtomicLong reorgs = new AtomicLong();

    /** The last block worked through; only the loop's thread touches these. */
    private long cursor = -1;

    private Optional<Bytes32> cursorHash = Optional.empty();

    /**
     * Starts at the newest block.
     *
     * @param catchUpMax blocks that are read one by one when the follower has fallen behind
     * @param moved told after each pass that found a new block
     */
    public HeadFollower(Watch watch, Head head, int catchUpMax, Runnable moved) {
        this.node = watch.node();
        this.chainId = watch.chainId();
        this.evidence = watch.evidence();
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
        if (newest.isEmpty() || cursorHash.filter(newest.get().hash()::equals).isPresent()) {
            return;
        }
        if (cursor < 0) {
            // The first question of a connection also makes sure that it leads to the right chain.
            node.requireChainId(chainId);
        }
        place(newest.get());
        while (cursor < newest.get().number()) {
            if (!advance(cursor + 1)) {
                return;
            }
        }
        moved.run();
    }

    private void place(Block newest) {
        if (cursor < 0) {
            jump(newest.number() - 1);
        } else if (newest.number() <= cursor) {
            stepBack(newest.number());
        } else if (newest.number() - cursor > catchUpMax) {
            LOG.warnf("left out blocks %d to %d", cursor + 1, newest.number() - catchUpMax);
            jump(newest.number() - catchUpMax);
        }
    }

    private boolean advance(long number) throws SQLException {
        Optional<Block> block = node.block(new BlockRef.Height(number));
        if (block.isEmpty()) {
            return false;
        }
        if (cursorHash.isPresent() && !cursorHash.get().equals(block.get().parentHash())) {
            stepBack(number);
            return false;
        }
        Optional<List<Receipt>> receipts = node.blockReceipts(new BlockRef.Height(number));
        if (receipts.isEmpty()
                || !receipts.get().stream()
                        .allMatch(r -> r.blockHash().equals(block.get().hash()))) {
            return false;
        }
        evidence.record(receipts.get());
        cursor = number;
        cursorHash = Optional.of(block.get().hash());
        head.set(block.get());
        return true;
    }

    private void stepBack(long from) {
        reorgs.incrementAndGet();
        LOG.warnf("the chain was reorganised at or below block %d", from);
        jump(Math.max(-1, from - 1 - STEP_BACK));
    }

    private void jump(long to) {
        cursor = to;
        cursorHash = Optional.empty();
    }
}
