package dev.quittance.worker.attempt;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.rpc.EvmNode;
import dev.quittance.evm.rpc.SendOutcome;
import dev.quittance.evm.transaction.SignedTransaction;
import dev.quittance.worker.attempt.Attempt.Signed;
import dev.quittance.worker.lane.Lease;
import dev.quittance.worker.settlement.Settlement;
import dev.quittance.worker.settlement.SettlementStep;
import dev.quittance.worker.settlement.SettlementStore;
import dev.quittance.worker.sql.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Works for one lane, in the order of its nonces: has attempts signed, stores the bytes, only then sends them, and sends
 * again what no block holds after a while. A failure ends the pass: a later nonce would not help.
 */
public final class LaneSender {
    private static final Logger LOG = Logger.getLogger(LaneSender.class);
    private static final int ATTEMPTS_MAX = 32;

    /** What all lanes of a worker share. */
    public record Tools(
            DataSource dataSource,
            AttemptStore attempts,
            SettlementStore settlements,
            Signing signer,
            EvmNode node,
            Duration resendAfter,
            Consumer<String> sends,
            Runnable announced) {}

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
        List<Attempt> work;
        do {
            work = Sql.transaction(
                    tools.dataSource(),
                    connection -> tools.attempts().toSend(connection, lease, tools.resendAfter(), ATTEMPTS_MAX));
            for (Attempt attempt : work) {
                send(attempt, attempt.signed().isPresent() ? attempt.signed().get() : sign(attempt));
            }
        } while (work.size() == ATTEMPTS_MAX);
    }

    private Signed sign(Attempt attempt) throws Exception {
        SignedTransaction signed = tools.signer().sign(attempt);
        Sql.transaction(tools.dataSource(), connection -> {
            tools.attempts().storeSigned(connection, lease, attempt, signed);
            return signed;
        });
        return new Signed(signed.hash(), signed.raw());
    }

    private void send(Attempt attempt, Signed signed) throws SQLException {
        SendOutcome outcome = tools.node()
                .sendAll(List.of(Bytes.of(signed.raw().toByteArray())))
                .getFirst();
        tools.sends().accept(outcome.getClass().getSimpleName());
        boolean known = switch (outcome) {
            case SendOutcome.Accepted _, SendOutcome.AlreadyKnown _ -> true;
            // These bytes may be the ones that used the nonce up: the hash decides, not the node's refusal.
            case SendOutcome.NonceTooLow _ ->
                tools.node().receipt(signed.hash()).isPresent();
            case SendOutcome.Underpriced _, SendOutcome.InsufficientFunds _ -> false;
            case SendOutcome.Rejected(long code, String message) -> {
                LOG.warnf(
                        "lane %s nonce %d: node says %d %s",
                        lease.address(), attempt.transactionNonce(), code, message);
                yield false;
            }
        };
        if (!known) {
            LOG.warnf(
                    "lane %s nonce %d not taken: %s",
                    lease.address(),
                    attempt.transactionNonce(),
                    outcome.getClass().getSimpleName());
        }
        Sql.transaction(tools.dataSource(), connection -> {
            tools.attempts().noteSent(connection, lease, attempt);
            if (known
                    && tools.attempts()
                            .apply(connection, lease, attempt.attemptId(), AttemptStep.SENT, Optional.empty())) {
                for (UUID paymentId : members(attempt)) {
                    tools.settlements()
                            .apply(connection, paymentId, new SettlementStep.Sent(attempt.attemptId(), signed.hash()));
                }
            }
            return known;
        });
        tools.announced().run();
    }

    /** In a fixed order, so that locking cannot deadlock. */
    private static List<UUID> members(Attempt attempt) {
        return attempt.members().stream()
                .map(Settlement::paymentId)
                .sorted(Comparator.naturalOrder())
                .toList();
    }
}
