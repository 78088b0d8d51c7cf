package dev.quittance.worker.send;

import dev.quittance.evm.rpc.Block;
import dev.quittance.evm.rpc.EvmNode;
import dev.quittance.evm.rpc.Query;
import dev.quittance.evm.rpc.SendOutcome;
import dev.quittance.evm.transaction.SignedTransaction;
import dev.quittance.protocol.Bytes32;
import dev.quittance.worker.attempt.Attempt;
import dev.quittance.worker.attempt.Attempt.Signed;
import dev.quittance.worker.attempt.AttemptState;
import dev.quittance.worker.attempt.AttemptStep;
import dev.quittance.worker.attempt.AttemptStore;
import dev.quittance.worker.attempt.Fees;
import dev.quittance.worker.lane.LaneStore;
import dev.quittance.worker.lane.Lease;
import dev.quittance.worker.settlement.Settlement;
import dev.quittance.worker.settlement.SettlementStep;
import dev.quittance.worker.settlement.SettlementStore;
import dev.quittance.worker.settlement.Trace;
import dev.quittance.worker.signer.SignerException;
import dev.quittance.worker.sql.Sql;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Works for one lane, in the order of its nonces: has attempts signed, stores the bytes, only then sends them, sends again
 * what no block holds after a while, and raises the fees of what stays behind. Later nonces never overtake an unsigned one.
 */
public final class LaneSender {
    /** Why a lane is set aside when its account cannot pay for gas. */
    public static final String INSUFFICIENT_FUNDS = "insufficient_funds";
    /** Why a lane is set aside when the signer does not sign for it. */
    public static final String SIGNER_REFUSES = "signer_refuses";

    private static final Logger LOG = Logger.getLogger(LaneSender.class);
    private static final int ATTEMPTS_MAX = 8;
    private static final int OPEN_MAX = 1_000;

    /** What was sent so shortly before a block need not be in it. */
    private static final Duration SPARED = Duration.ofMillis(250);

    /** What all lanes of a worker share. */
    public record Tools(
            DataSource dataSource,
            LaneStore lanes,
            AttemptStore attempts,
            SettlementStore settlements,
            Signing signer,
            EvmNode node,
            Supplier<Optional<Block>> head,
            Supplier<Duration> headAge,
            Limits limits,
            Consumer<String> sends,
            Runnable announced,
            Runnable released) {}

    /**
     * Bounds.
     *
     * @param resendAfter when a transaction that no block holds is sent again, if no block comes at all
     * @param raiseAfter when its fees are raised
     */
    public record Limits(Duration resendAfter, Duration raiseAfter, Fees.Offer offer) {}

    /** Gives an attempt's signed transaction, checked. */
    @FunctionalInterface
    public interface Signing {
        SignedTransaction sign(Attempt attempt) throws Exception;
    }

    private final Lease lease;
    private final Tools tools;

    public LaneSender(Lease lease, Tools tools) {
        this.lease = lease;
        this.tools = tools;
    }

    /** One pass over what the lane has to do. */
    public void run() throws Exception {
        raiseStuck();
        List<Attempt> work;
        do {
            work = Sql.transaction(
                    tools.dataSource(),
                    connection -> tools.attempts().toSend(connection, lease, resendAfter(), ATTEMPTS_MAX));
            Map<Attempt, SignedTransaction> signed = new LinkedHashMap<>();
            Optional<Exception> failure = sign(work, signed);
            if (!signed.isEmpty()) {
                Sql.transaction(tools.dataSource(), connection -> {
                    tools.attempts().storeSigned(connection, lease, signed);
                    return signed;
                });
            }
            send(ready(work, signed));
            if (failure.isPresent()) {
                throw failure.get();
            }
        } while (work.size() == ATTEMPTS_MAX);
    }

    /** What was sent before the newest block and is not in it may have been dropped with it. */
    private Duration resendAfter() {
        Duration beforeTheBlock = tools.headAge().get().plus(SPARED);
        Duration limit = tools.limits().resendAfter();
        return beforeTheBlock.compareTo(limit) < 0 ? beforeTheBlock : limit;
    }

    /** Signs up to the first failure; where bytes exist already, the failure of better ones holds nothing up. */
    private Optional<Exception> sign(List<Attempt> work, Map<Attempt, SignedTransaction> signed) throws SQLException {
        Optional<Exception> failure = Optional.empty();
        for (Attempt attempt : work) {
            if (!attempt.needsSignature()) {
                continue;
            }
            try {
                signed.put(attempt, tools.signer().sign(attempt));
            } catch (InterruptedException e) {
                return Optional.of(e);
            } catch (Exception e) {
                failure = Optional.of(e);
                warn(attempt, "not signed: " + e.getMessage());
                if (e instanceof SignerException refusal && refusal.kind() == SignerException.Kind.REFUSED) {
                    refused(attempt);
                }
                if (attempt.signed().isEmpty()) {
                    return failure;
                }
            }
        }
        if (!signed.isEmpty()) {
            Sql.transaction(tools.dataSource(), connection -> tools.lanes().heal(connection, lease, SIGNER_REFUSES));
        }
        return failure;
    }

    /** A body that is refused is given up and its nonce filled; where even that is refused, nothing may wait for the lane. */
    private void refused(Attempt attempt) throws SQLException {
        if (attempt.state() != AttemptState.ALLOTTED) {
            return;
        }
        quarantine(SIGNER_REFUSES);
        List<Attempt> refused = attempt.filler()
                ? Sql.transaction(
                        tools.dataSource(), connection -> tools.attempts().openOf(connection, lease, OPEN_MAX))
                : List.of(attempt);
        for (Attempt each : refused) {
            if (each.state() == AttemptState.ALLOTTED && !each.filler()) {
                abandon(each);
            }
        }
    }

    private void abandon(Attempt attempt) throws SQLException {
        Fees fees = raised(attempt).orElse(attempt.fees());
        Sql.transaction(tools.dataSource(), connection -> {
            tools.attempts().abandon(connection, lease, attempt.attemptId(), fees);
            return fees;
        });
        warn(attempt, "refused by the signer, to be filled");
        tools.released().run();
    }

    private void quarantine(String reason) throws SQLException {
        if (Sql.transaction(tools.dataSource(), connection -> tools.lanes().quarantine(connection, lease, reason))) {
            LOG.warnf("lane %s is quarantined: %s", lease.address(), reason);
        }
    }

    /** What has bytes, up to the first attempt that has none. */
    private static List<Attempt> ready(List<Attempt> work, Map<Attempt, SignedTransaction> signed) {
        var ready = new ArrayList<Attempt>();
        for (Attempt attempt : work) {
            SignedTransaction fresh = signed.get(attempt);
            if (fresh != null) {
                ready.add(attempt.with(new Signed(
                        fresh.hash(), fresh.raw(), fresh.transaction().maxFeePerGas())));
            } else if (attempt.signed().isPresent()) {
                ready.add(attempt);
            } else {
                break;
            }
        }
        return ready;
    }

    private void send(List<Attempt> ready) throws SQLException {
        if (ready.isEmpty()) {
            return;
        }
        List<SendOutcome> outcomes = tools.node()
                .sendAll(ready.stream().map(LaneSender::bytes).map(Signed::raw).toList());
        var known = new ArrayList<Attempt>();
        boolean funded = true;
        for (int i = 0; i < ready.size(); i++) {
            Attempt attempt = ready.get(i);
            SendOutcome outcome = outcomes.get(i);
            tools.sends().accept(outcome.getClass().getSimpleName());
            if (isKnown(attempt, outcome)) {
                known.add(attempt);
            } else {
                warn(attempt, "not taken: " + outcome);
            }
            funded &= !(outcome instanceof SendOutcome.InsufficientFunds);
        }
        record(ready, known);
        if (!funded) {
            quarantine(INSUFFICIENT_FUNDS);
        }
        for (int i = 0; i < ready.size(); i++) {
            if (outcomes.get(i) instanceof SendOutcome.Underpriced) {
                raise(ready.get(i));
            }
        }
    }

    private boolean isKnown(Attempt attempt, SendOutcome outcome) throws SQLException {
        return switch (outcome) {
            case SendOutcome.Accepted _, SendOutcome.AlreadyKnown _ -> true;
            // The attempt's own bytes may be the ones that used the nonce up: hashes decide, not the node's refusal.
            case SendOutcome.NonceTooLow _ -> isIncluded(attempt);
            case SendOutcome.Underpriced _, SendOutcome.InsufficientFunds _, SendOutcome.Rejected _ -> false;
        };
    }

    private boolean isIncluded(Attempt attempt) throws SQLException {
        List<Bytes32> hashes = Sql.transaction(
                tools.dataSource(), connection -> tools.attempts().hashesOf(connection, List.of(attempt.attemptId())));
        return tools.node().askAll(hashes.stream().map(Query::receipt).toList()).stream()
                .anyMatch(Optional::isPresent);
    }

    private void record(List<Attempt> ready, List<Attempt> known) throws SQLException {
        List<UUID> ids = known.stream().map(Attempt::attemptId).toList();
        int announced = Sql.transaction(tools.dataSource(), connection -> {
            tools.attempts()
                    .noteSent(
                            connection,
                            lease,
                            ready.stream().map(Attempt::attemptId).toList());
            tools.attempts().applyAll(connection, List.of(lease), ids, AttemptStep.SENT, Map.of());
            var steps = new HashMap<UUID, SettlementStep>();
            for (Attempt attempt : known) {
                var sent = new SettlementStep.Sent(
                        attempt.attemptId(), bytes(attempt).hash());
                for (Settlement member : attempt.members()) {
                    steps.put(member.paymentId(), sent);
                }
            }
            return tools.settlements().applyAll(connection, steps).size();
        });
        if (announced > 0) {
            tools.announced().run();
        }
    }

    /** The lowest nonce holds all later ones up; of these, only what the head's base fee prices out is raised too. */
    private void raiseStuck() throws SQLException {
        Optional<Block> head = tools.head().get();
        if (head.isEmpty()) {
            return;
        }
        List<Attempt> stuck = Sql.transaction(
                tools.dataSource(),
                connection ->
                        tools.attempts().stuck(connection, lease, tools.limits().raiseAfter(), ATTEMPTS_MAX));
        BigInteger asked = head.get().baseFeePerGas().add(tools.limits().offer().tip());
        for (int i = 0; i < stuck.size(); i++) {
            if (i == 0 || stuck.get(i).fees().maxFeePerGas().compareTo(asked) < 0) {
                raise(stuck.get(i));
            }
        }
    }

    private void raise(Attempt attempt) throws SQLException {
        Optional<Fees> fees = raised(attempt);
        if (fees.isPresent()) {
            Trace.of(
                    attempt.members(),
                    () -> LOG.infof("lane %s nonce %d: fees raised", lease.address(), attempt.transactionNonce()));
            Sql.transaction(tools.dataSource(), connection -> {
                tools.attempts().price(connection, lease, attempt.attemptId(), fees.get());
                return fees;
            });
        }
    }

    private Optional<Fees> raised(Attempt attempt) {
        return tools.head()
                .get()
                .flatMap(head -> attempt.fees()
                        .raised(head.baseFeePerGas(), tools.limits().offer()));
    }

    private void warn(Attempt attempt, String what) {
        Trace.of(
                attempt.members(),
                () -> LOG.warnf("lane %s nonce %d: %s", lease.address(), attempt.transactionNonce(), what));
    }

    private static Signed bytes(Attempt attempt) {
        return attempt.signed().orElseThrow(() -> new IllegalStateException("an attempt without bytes is not sent"));
    }
}
