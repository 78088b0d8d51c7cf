package dev.quittance.signer.agreement;

import dev.quittance.protocol.Bytes32;
import dev.quittance.signer.approval.ApprovalRequest;
import dev.quittance.signer.approval.ApprovalStore;
import dev.quittance.signer.custody.GrantStore;
import dev.quittance.signer.database.Database;
import dev.quittance.signer.gate.SigningGate;
import dev.quittance.signer.policy.Consent;
import dev.quittance.signer.policy.Grant;
import dev.quittance.signer.problem.Problem;
import dev.quittance.signer.problem.ProblemException;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** Shows requests to those who may agree to them, and has them agree. */
@Singleton
final class AgreementDesk {
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int OPEN_MAX = 500;

    private final Database database;
    private final ApprovalStore approvals;
    private final GrantStore grants;
    private final SigningGate gate;
    private final Clock clock;

    AgreementDesk(Database database, ApprovalStore approvals, GrantStore grants, SigningGate gate, Clock clock) {
        this.database = database;
        this.approvals = approvals;
        this.grants = grants;
        this.gate = gate;
        this.clock = clock;
    }

    /** The open requests that the principal made or may agree to. */
    List<ApprovalRequest> open(String principal) {
        return database.inTransaction(connection -> {
            List<Grant> all = grants.all(connection);
            return approvals.open(connection, clock.instant(), OPEN_MAX).stream()
                    .filter(request -> concerns(principal, request, all))
                    .toList();
        });
    }

    /**
     * One open request.
     *
     * @throws ProblemException 404, also when it is none of the principal's business
     */
    ApprovalRequest find(String principal, Bytes32 fingerprint) {
        return database.inTransaction(connection -> find(connection, principal, fingerprint));
    }

    /**
     * Agrees to a request, in force on return.
     *
     * @param keyId of the key that signed the fingerprint with the request
     * @throws ProblemException 404, or 403 when the grant does not name the principal, or it is its own request
     */
    ApprovalRequest approve(String principal, String keyId, Bytes32 fingerprint) {
        return gate.change(connection -> {
            ApprovalRequest request = find(connection, principal, fingerprint);
            if (!isApprover(principal, request, grants.all(connection))) {
                throw problem(FORBIDDEN, "not_an_approver", "the grant does not name the caller among its approvers");
            }
            approvals.approve(connection, fingerprint, principal, keyId, clock.instant());
            return find(connection, principal, fingerprint);
        });
    }

    /** Forgets requests that nobody made again in time, and with them their approvals. */
    void forgetExpired() {
        if (database.inTransaction(connection -> approvals.hasExpired(connection, clock.instant()))) {
            gate.change(connection -> approvals.forgetExpired(connection, clock.instant()));
        }
    }

    private ApprovalRequest find(Connection connection, String principal, Bytes32 fingerprint) throws SQLException {
        List<Grant> all = grants.all(connection);
        return approvals
                .find(connection, fingerprint, clock.instant())
                .filter(request -> concerns(principal, request, all))
                .orElseThrow(() -> problem(NOT_FOUND, "not_found", "no open request has this fingerprint"));
    }

    private static boolean concerns(String principal, ApprovalRequest request, List<Grant> grants) {
        return request.principal().equals(principal) || isApprover(principal, request, grants);
    }

    /** Nobody agrees to a request of its own. */
    private static boolean isApprover(String principal, ApprovalRequest request, List<Grant> grants) {
        Set<String> approvers = grants.stream()
                .filter(grant -> grant.id().equals(request.grant()))
                .findFirst()
                .flatMap(Grant::consent)
                .map(Consent::approvers)
                .orElse(Set.of());
        return approvers.contains(principal) && !request.principal().equals(principal);
    }

    private static ProblemException problem(int status, String code, String detail) {
        return new ProblemException(new Problem(status, code, detail));
    }
}
