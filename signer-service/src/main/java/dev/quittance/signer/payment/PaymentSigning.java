package dev.quittance.signer.payment;

import dev.quittance.evm.registry.Asset;
import dev.quittance.evm.registry.Registry;
import dev.quittance.protocol.eip712.Eip712Domain;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.signer.account.Account;
import dev.quittance.signer.gate.Permission;
import dev.quittance.signer.gate.SigningGate;
import dev.quittance.signer.journal.JournalEntry;
import dev.quittance.signer.principal.Caller;
import dev.quittance.signer.problem.Problem;
import dev.quittance.signer.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigInteger;
import java.time.Clock;
import java.util.Optional;

/** Decodes, decides, has the gate permit, and signs. */
@ApplicationScoped
final class PaymentSigning {
    private static final int UNPROCESSABLE = 422;

    private final PaymentRules rules;
    private final SigningGate gate;
    private final Clock clock;

    PaymentSigning(Registry registry, PaymentConfig config, SigningGate gate, Clock clock) {
        this.rules = new PaymentRules(registry, config.authorizationLifeMax());
        this.gate = gate;
        this.clock = clock;
    }

    /**
     * Signs the payment, or repeats the signature that the same request got before.
     *
     * @throws ProblemException 422 with the broken rule, 403 or 409 from the gate
     */
    SignedPayment sign(Caller caller, PaymentRequest request) {
        return switch (rules.decide(request.requirements(), clock.instant())) {
            case PaymentDecision.Permit permit -> sign(caller, request, permit);
            case PaymentDecision.Refuse refuse -> {
                PaymentRefusal refusal = refuse.refusal();
                throw new ProblemException(new Problem(UNPROCESSABLE, refusal.code(), refusal.detail()));
            }
        };
    }

    private SignedPayment sign(Caller caller, PaymentRequest request, PaymentDecision.Permit permit) {
        Asset asset = permit.asset();
        var domain = new Eip712Domain(asset.eip712Name(), asset.eip712Version(), asset.chainId(), asset.address());
        var wanted = authorization(request, permit, permit.validBefore());
        var entry = new JournalEntry(
                caller.name(),
                request.account(),
                asset.chainId(),
                request.nonce().toUnsigned(),
                request.digest(),
                wanted.digest(domain),
                Optional.of(
                        new JournalEntry.Transfer(asset.address(), wanted.to(), wanted.value(), permit.validBefore())));
        Permission permission = gate.permit(entry, Account.Kind.PAYER, "nonce_already_signed");
        var permitted = authorization(request, permit, permission.validBefore());
        return new SignedPayment(permitted, gate.sign(permission, permitted.digest(domain)));
    }

    private static TransferAuthorization authorization(
            PaymentRequest request, PaymentDecision.Permit permit, long validBefore) {
        return new TransferAuthorization(
                request.account(),
                permit.payee(),
                request.requirements().amount(),
                BigInteger.ZERO,
                BigInteger.valueOf(validBefore),
                request.nonce());
    }
}
