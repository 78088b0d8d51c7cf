package dev.quittance.signer.gate;

import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Sha256;
import dev.quittance.signer.custody.CustodyChanged;
import dev.quittance.signer.database.Database;
import dev.quittance.signer.policy.Denial;
import dev.quittance.signer.policy.Operation;
import dev.quittance.signer.principal.Bearer;
import dev.quittance.signer.principal.TokenId;
import dev.quittance.signer.problem.Problem;
import dev.quittance.signer.problem.ProblemException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Permits, then signs what was permitted. No signature comes about in another way. */
@Singleton
public final class SigningGate {
    private static final int FORBIDDEN = 403;
    private static final int CONFLICT = 409;
    private static final int UNAVAILABLE = 503;

    private final GateThread thread;
    private final GateConfig config;
    private final KeyUse keyUse;
    private final Map<Operation, Counter> signatures = new EnumMap<>(Operation.class);

    SigningGate(GateThread thread, GateConfig config, KeyUse keyUse, MeterRegistry metrics) {
        this.thread = thread;
        this.config = config;
        this.keyUse = keyUse;
        for (Operation operation : Operation.values()) {
            signatures.put(operation, metrics.counter("quittance.signer.signatures", "kind", kind(operation)));
        }
    }

    /**
     * Decodes a request's body and applies the surface's own rules. What they refuse is journaled, and its token is spent.
     *
     * @throws MalformedException as thrown by the decoding
     * @throws ProblemException as thrown by the decoding, or 503 when the refusal cannot be journaled
     */
    public <T> T decode(Bearer bearer, Operation operation, byte[] body, Supplier<T> decoding) {
        try {
            return decoding.get();
        } catch (MalformedException e) {
            refuse(bearer, operation, body, "malformed_request");
            throw e;
        } catch (ProblemException e) {
            refuse(bearer, operation, body, e.code());
            throw e;
        }
    }

    private void refuse(Bearer bearer, Operation operation, byte[] body, String rule) {
        outcome(new GateRequest.Refused(
                bearer.token(), bearer.caller().name(), Optional.of(operation), rule, Sha256.hash(body)));
    }

    /**
     * Decides; the permission, or the denial, is journaled, the amount counted and the token spent in one transaction that is
     * committed on return.
     *
     * @throws ProblemException 403 with the rule that denies, 409 when another request has the nonce, or 503
     * @throws ApprovalRequiredException when others have to agree first
     */
    public Permission permit(GateRequest.Signing request) {
        return switch (outcome(request)) {
            case Outcome.Permitted(Permission permission) -> permission;
            case Outcome.Denied(Denial denial, Bytes32 fingerprint) -> {
                if (denial == Denial.APPROVAL_REQUIRED) {
                    throw new ApprovalRequiredException(fingerprint);
                }
                throw problem(FORBIDDEN, denial.code(), denial.detail());
            }
            case Outcome.Taken(String code) ->
                throw problem(CONFLICT, code, "another request was signed with this nonce");
            case Outcome.Noted _ -> throw new IllegalStateException("a wish to sign is decided, not noted");
            case Outcome.Replayed _ -> throw TokenId.replayed();
        };
    }

    private Outcome outcome(GateRequest request) {
        var ticket = new Ticket.Ask(request, new CompletableFuture<>());
        submit(ticket);
        Outcome outcome = Ticket.await(ticket.answer(), config.waitMax());
        if (outcome instanceof Outcome.Replayed) {
            throw TokenId.replayed();
        }
        return outcome;
    }

    /**
     * Changes what is decided by: grants, stops, accounts, principals, approvals. The work runs between two batches in a
     * transaction of the signer that holds the lease; whatever is asked after the return is decided by the new state.
     *
     * @throws ProblemException 503 when this signer is a standby
     * @throws RuntimeException what the work throws; nothing was changed then
     */
    public <T> T change(Database.Work<T> work) {
        var ticket = new Ticket.Change<>(work, new CompletableFuture<>());
        submit(ticket);
        return Ticket.await(ticket.answer(), config.waitMax());
    }

    /** Decides by what was committed elsewhere from the return on. */
    void onChange(@Observes CustodyChanged event) {
        if (thread.isRunning()) {
            var ticket = new Ticket.Reload(new CompletableFuture<>());
            submit(ticket);
            Ticket.await(ticket.answer(), config.waitMax());
        }
    }

    /** By which fence this signer is the active one; empty of a standby. */
    public OptionalLong fence() {
        return thread.fence();
    }

    private void submit(Ticket ticket) {
        if (!thread.submit(ticket)) {
            throw problem(UNAVAILABLE, "overloaded", "too many requests wait for a decision");
        }
    }

    /**
     * The signature of a digest that the caller has built from the permitted facts.
     *
     * @throws IllegalStateException when it is not the permitted one
     */
    public Signature sign(Permission permission, Bytes32 digest) {
        if (!digest.equals(permission.signingDigest())) {
            throw new IllegalStateException("the digest is not the one that the journal permits");
        }
        Signature signature = permission.signature().orElseGet(() -> keyUse.sign(permission.account(), digest));
        Optional.ofNullable(signatures.get(permission.operation())).ifPresent(Counter::increment);
        return signature;
    }

    /** The kind of account that an operation is for. */
    private static String kind(Operation operation) {
        return switch (operation) {
            case PAYMENT -> "payer";
            case RELAY -> "relay";
            case RECEIPT -> "receipt";
            case REFUND, PAYOUT -> "merchant";
        };
    }

    private static ProblemException problem(int status, String code, String detail) {
        return new ProblemException(new Problem(status, code, detail));
    }
}
