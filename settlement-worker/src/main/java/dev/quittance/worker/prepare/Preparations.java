package dev.quittance.worker.prepare;

import dev.quittance.evm.abi.ContractCall;
import dev.quittance.evm.rpc.BlockRef;
import dev.quittance.evm.rpc.CallOutcome;
import dev.quittance.evm.rpc.EvmNode;
import dev.quittance.evm.rpc.Query;
import dev.quittance.evm.rpc.SendOutcome;
import dev.quittance.evm.transaction.SignedTransaction;
import dev.quittance.schemes.payment.Preparation;
import dev.quittance.worker.settlement.PreparationState;
import dev.quittance.worker.settlement.Settlement;
import dev.quittance.worker.settlement.SettlementStore;
import dev.quittance.worker.settlement.Trace;
import dev.quittance.worker.sql.Sql;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Hands payers' own transactions to the node, and lets a settlement go when a block shows what they are for. The bytes came with
 * the payment and are stored with it; sending them again is harmless, so a pass needs to remember nothing.
 */
public final class Preparations {
    private static final Logger LOG = Logger.getLogger(Preparations.class);

    private final DataSource dataSource;
    private final EvmNode node;
    private final long chainId;
    private final PreparationStore store;
    private final int max;
    private final Fundings fundings;
    private final Runnable prepared;

    /**
     * Prepares the passes.
     *
     * @param max settlements of one pass
     * @param prepared told after a commit that settlements may go
     */
    public Preparations(
            DataSource dataSource,
            EvmNode node,
            long chainId,
            SettlementStore settlements,
            int max,
            Fundings fundings,
            Runnable prepared) {
        this.dataSource = dataSource;
        this.node = node;
        this.chainId = chainId;
        this.store = new PreparationStore(settlements);
        this.max = max;
        this.fundings = fundings;
        this.prepared = prepared;
    }

    /** How far a preparation is, by what the newest block says. */
    static PreparationState state(boolean done, BigInteger payerNonce, SignedTransaction transaction) {
        if (done) {
            return PreparationState.DONE;
        }
        return payerNonce.compareTo(transaction.transaction().nonce()) <= 0
                ? PreparationState.SENT
                : PreparationState.FAILED;
    }

    /** One pass: looks, writes down, gives payers what they lack, sends. */
    public void prepare() throws SQLException {
        List<Settlement> taken = Sql.transaction(dataSource, connection -> store.take(connection, chainId, max));
        if (taken.isEmpty()) {
            return;
        }
        Look look = look(taken);
        if (Sql.transaction(dataSource, connection -> store.apply(connection, look.states())) > 0) {
            prepared.run();
        }
        if (fundings.isOn()) {
            fundings.fund(look.lacks());
        }
        List<UUID> lacking =
                look.lacks().stream().map(each -> each.settlement().paymentId()).toList();
        send(taken.stream()
                .filter(each -> look.states().get(each.paymentId()) == PreparationState.SENT)
                .filter(each -> !lacking.contains(each.paymentId()))
                .toList());
    }

    /**
     * What a block shows.
     *
     * @param lacks of payers who are to be sent the gas for what is still to be sent
     */
    private record Look(Map<UUID, PreparationState> states, List<Fundings.Lack> lacks) {}

    private Look look(List<Settlement> taken) {
        List<ContractCall<Boolean>> done =
                taken.stream().map(each -> preparation(each).done()).toList();
        List<CallOutcome> outcomes = node.callAll(done, BlockRef.Tag.LATEST);
        var queries = new ArrayList<Query<BigInteger>>();
        for (Settlement each : taken) {
            queries.add(Query.transactionCount(each.payment().terms().payer(), BlockRef.Tag.LATEST));
            queries.add(Query.balance(each.payment().terms().payer(), BlockRef.Tag.LATEST));
        }
        List<BigInteger> answers = node.askAll(queries);
        var states = new LinkedHashMap<UUID, PreparationState>();
        var lacks = new ArrayList<Fundings.Lack>();
        for (int i = 0; i < taken.size(); i++) {
            boolean isDone = outcomes.get(i) instanceof CallOutcome.Returned returned
                    && done.get(i).decode(returned.data());
            Preparation preparation = preparation(taken.get(i));
            PreparationState state = state(isDone, answers.get(2 * i), preparation.transaction());
            states.put(taken.get(i).paymentId(), state);
            BigInteger lack = preparation.cost().subtract(answers.get(2 * i + 1));
            if (state == PreparationState.SENT && preparation.granted().signum() > 0 && lack.signum() > 0) {
                lacks.add(new Fundings.Lack(taken.get(i), preparation, lack));
            }
        }
        return new Look(states, lacks);
    }

    private void send(List<Settlement> awaited) {
        if (awaited.isEmpty()) {
            return;
        }
        List<SendOutcome> outcomes = node.sendAll(awaited.stream()
                .map(each -> preparation(each).transaction().raw())
                .toList());
        var refused = new ArrayList<Settlement>();
        for (int i = 0; i < awaited.size(); i++) {
            if (!isKnown(outcomes.get(i))) {
                refused.add(awaited.get(i));
            }
        }
        refused.forEach(each -> Trace.of(
                List.of(each), () -> LOG.warnf("payment %s: the payer's preparation is not taken", each.paymentId())));
    }

    /** A nonce that is used up meanwhile is judged by the next look. */
    private static boolean isKnown(SendOutcome outcome) {
        return switch (outcome) {
            case SendOutcome.Accepted _, SendOutcome.AlreadyKnown _, SendOutcome.NonceTooLow _ -> true;
            case SendOutcome.Underpriced _, SendOutcome.InsufficientFunds _, SendOutcome.Rejected _ -> false;
        };
    }

    private static Preparation preparation(Settlement settlement) {
        return settlement
                .payment()
                .preparation()
                .orElseThrow(() -> new IllegalStateException("a settlement without a preparation was taken"));
    }
}
