package dev.quittance.signer.relay;

import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.transaction.Eip1559Transaction;
import dev.quittance.evm.transaction.SignedTransaction;
import dev.quittance.signer.account.Account;
import dev.quittance.signer.gate.Permission;
import dev.quittance.signer.gate.SigningGate;
import dev.quittance.signer.journal.JournalEntry;
import dev.quittance.signer.principal.Caller;
import dev.quittance.signer.problem.Problem;
import dev.quittance.signer.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Decodes, decides, has the gate permit, and signs. */
@ApplicationScoped
final class RelaySigning {
    private static final int UNPROCESSABLE = 422;

    private final RelayRules rules;
    private final SigningGate gate;

    RelaySigning(Registry registry, RelayConfig config, SigningGate gate) {
        this.rules = new RelayRules(registry, limits(config));
        this.gate = gate;
    }

    private static RelayLimits limits(RelayConfig config) {
        return new RelayLimits(config.batchMax(), config.gasPerTransfer(), config.gasBase(), config.feePerGasMax());
    }

    /**
     * Signs the transaction, or repeats the signature that the same request got before.
     *
     * @throws ProblemException 422 with the broken rule, 403 or 409 from the gate
     */
    SignedTransaction sign(Caller caller, RelayRequest request) {
        return switch (rules.decide(request)) {
            case RelayDecision.Permit permit -> sign(caller, request, permit.transaction());
            case RelayDecision.Refuse refuse -> {
                RelayRefusal refusal = refuse.refusal();
                throw new ProblemException(new Problem(UNPROCESSABLE, refusal.code(), refusal.detail()));
            }
        };
    }

    private SignedTransaction sign(Caller caller, RelayRequest request, Eip1559Transaction transaction) {
        var entry = new JournalEntry(
                caller.name(),
                request.lane(),
                transaction.chainId(),
                transaction.nonce(),
                request.digest(),
                transaction.signingHash(),
                Optional.empty(),
                Optional.of(new JournalEntry.Transaction(
                        request.bodyDigest(),
                        request.maxFeePerGas(),
                        request.maxPriorityFeePerGas(),
                        request.cancels())));
        Permission permission = gate.permit(entry, Account.Kind.RELAY, "transaction_nonce_already_signed");
        return new SignedTransaction(transaction, gate.sign(permission, transaction.signingHash()));
    }
}
