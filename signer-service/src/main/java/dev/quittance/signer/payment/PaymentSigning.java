package dev.quittance.signer.payment;

import dev.quittance.evm.registry.Asset;
import dev.quittance.evm.registry.Registry;
import dev.quittance.protocol.eip712.Eip712Domain;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.signer.gate.GateRequest;
import dev.quittance.signer.gate.Permission;
import dev.quittance.signer.gate.SigningGate;
import dev.quittance.signer.journal.JournalEntry;
import dev.quittance.signer.policy.AssetId;
import dev.quittance.signer.policy.Operation;
import dev.quittance.signer.policy.Origin;
import dev.quittance.signer.policy.SpendFact;
import dev.quittance.signer.principal.Bearer;
import dev.quittance.signer.principal.Caller;
import dev.quittance.signer.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Decodes, decides, has the gate permit, and signs. */
@ApplicationScoped
final class PaymentSigning {
    private final PaymentRules rules;
    private final SigningGate gate;
    private final Clock clock;

    PaymentSigning(Registry registry, PaymentConfig config, SigningGate gate, Clock clock) {
        this.rules = new PaymentRules(registry, config.authorizationLifeMax());
        this.gate = gate;
        this.clock = clock;
    }

    /** What was asked for, and what the rules make of it. */
    private record Wish(PaymentRequest request, PaymentDecision.Permit permit) {}

    /**
     * Signs the payment, or repeats the signature that the same request got before.
     *
     * @throws ProblemException 422 with the broken rule, 403 or 409 from the gate
     */
    SignedPayment sign(Bearer bearer, byte[] body) {
        Wish wish = gate.decode(bearer, Operation.PAYMENT, body, () -> wish(PaymentRequest.parse(body)));
        Asset asset = wish.permit().asset();
        var domain = new Eip712Domain(asset.eip712Name(), asset.eip712Version(), asset.chainId(), asset.address());
        JournalEntry entry = entry(bearer.caller(), wish, domain);
        var request = new GateRequest.Signing(
                bearer.token(), fact(bearer.caller(), wish, entry), entry, "nonce_already_signed");
        Permission permission = gate.permit(request);
        var permitted = authorization(wish, permission.validBefore());
        return new SignedPayment(permitted, gate.sign(permission, permitted.digest(domain)));
    }

    private Wish wish(PaymentRequest request) {
        return switch (rules.decide(request.requirements(), clock.instant())) {
            case PaymentDecision.Permit permit -> new Wish(request, permit);
            case PaymentDecision.Refuse refuse -> {
                PaymentRefusal refusal = refuse.refusal();
                throw ProblemException.refused(refusal.code(), refusal.detail());
            }
        };
    }

    private static JournalEntry entry(Caller caller, Wish wish, Eip712Domain domain) {
        PaymentRequest request = wish.request();
        long validBefore = wish.permit().validBefore();
        var wanted = authorization(wish, validBefore);
        return new JournalEntry(
                Operation.PAYMENT,
                caller.name(),
                request.account(),
                domain.chainId(),
                request.nonce().toUnsigned(),
                request.digest(),
                wanted.digest(domain),
                Optional.of(new JournalEntry.Transfer(
                        domain.verifyingContract(), wanted.to(), wanted.value(), validBefore)));
    }

    private static SpendFact fact(Caller caller, Wish wish, JournalEntry entry) {
        PaymentRequest request = wish.request();
        Asset asset = wish.permit().asset();
        return new SpendFact(
                caller.name(),
                Operation.PAYMENT,
                request.account(),
                new AssetId(asset.chainId(), asset.address()),
                wish.permit().payee(),
                request.requirements().amount(),
                request.resource().flatMap(Origin::of),
                Duration.ofSeconds(request.requirements().maxTimeoutSeconds()),
                false,
                entry.requestDigest());
    }

    private static TransferAuthorization authorization(Wish wish, long validBefore) {
        return new TransferAuthorization(
                wish.request().account(),
                wish.permit().payee(),
                wish.request().requirements().amount(),
                BigInteger.ZERO,
                BigInteger.valueOf(validBefore),
                wish.request().nonce());
    }
}
