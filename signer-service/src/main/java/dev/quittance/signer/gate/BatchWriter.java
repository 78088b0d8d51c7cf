package dev.quittance.signer.gate;

import dev.quittance.signer.approval.ApprovalStore;
import dev.quittance.signer.custody.Held;
import dev.quittance.signer.custody.UsageStore;
import dev.quittance.signer.journal.DenialJournal;
import dev.quittance.signer.journal.DeniedEntry;
import dev.quittance.signer.journal.NonceKey;
import dev.quittance.signer.journal.SigningJournal;
import dev.quittance.signer.journal.Standings;
import dev.quittance.signer.policy.Denial;
import dev.quittance.signer.principal.TokenId;
import dev.quittance.signer.principal.TokenIdStore;
import dev.quittance.signer.transparency.TransparencyLog;
import dev.quittance.transparency.Frontier;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Decides about a batch in the caller's transaction, which must be committed before anybody learns of the decisions. */
@Singleton
final class BatchWriter {
    private final TokenIdStore tokens;
    private final SigningJournal journal;
    private final DenialJournal denials;
    private final UsageStore usage;
    private final ApprovalStore approvals;
    private final TransparencyLog log;
    private final KeyUse keyUse;

    BatchWriter(
            TokenIdStore tokens,
            SigningJournal journal,
            DenialJournal denials,
            UsageStore usage,
            ApprovalStore approvals,
            TransparencyLog log,
            KeyUse keyUse) {
        this.tokens = tokens;
        this.journal = journal;
        this.denials = denials;
        this.usage = usage;
        this.approvals = approvals;
        this.log = log;
        this.keyUse = keyUse;
    }

    /**
     * Reads, decides and writes; the outcomes are in the requests' order.
     *
     * @param frontier of the log, which is moved on
     */
    List<Outcome> write(Connection connection, Held held, Frontier frontier, List<GateRequest> requests, Instant now)
            throws SQLException {
        Set<TokenId> fresh = tokens.spend(
                connection, requests.stream().map(GateRequest::token).toList());
        Standings standings = journal.standings(connection, nonces(requests));
        var decisions = new BatchDecisions(held, standings, fresh, keyUse, now);
        List<Outcome> outcomes = requests.stream().map(decisions::decide).toList();
        if (!decisions.permitted().isEmpty()) {
            journal.append(connection, decisions.permitted());
        }
        if (!decisions.denied().isEmpty()) {
            denials.append(connection, decisions.denied());
            askForApproval(connection, decisions.denied(), now);
        }
        if (!decisions.spent().isEmpty()) {
            usage.add(connection, decisions.spent(), now);
        }
        log.append(connection, frontier, decisions.decided(), held.log().policy(), now);
        return outcomes;
    }

    /** Writes denials for which nobody waits. */
    void note(Connection connection, Held held, Frontier frontier, List<DeniedEntry> notes, Instant now)
            throws SQLException {
        denials.append(connection, notes);
        log.append(connection, frontier, notes, held.log().policy(), now);
    }

    /** Puts what others have to agree to before their eyes. */
    private void askForApproval(Connection connection, List<DeniedEntry> denied, Instant now) throws SQLException {
        for (DeniedEntry entry : denied) {
            if (entry.rule().equals(Denial.APPROVAL_REQUIRED.code())
                    && entry.fact().isPresent()
                    && entry.grant().isPresent()) {
                approvals.request(connection, entry.fact().get(), entry.grant().get(), now);
            }
        }
    }

    private static Set<NonceKey> nonces(List<GateRequest> requests) {
        return requests.stream()
                .filter(GateRequest.Signing.class::isInstance)
                .map(request -> ((GateRequest.Signing) request).entry().nonceKey())
                .collect(Collectors.toSet());
    }
}
