package dev.quittance.signer.receipt;

import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.receipt.PaidTransfer;
import dev.quittance.protocol.receipt.Quittance;
import dev.quittance.protocol.receipt.ReceiptDocument;
import dev.quittance.signer.gate.GateRequest;
import dev.quittance.signer.gate.Permission;
import dev.quittance.signer.gate.SigningGate;
import dev.quittance.signer.journal.JournalEntry;
import dev.quittance.signer.policy.AssetId;
import dev.quittance.signer.policy.Operation;
import dev.quittance.signer.policy.SpendFact;
import dev.quittance.signer.principal.Bearer;
import dev.quittance.signer.principal.Caller;
import dev.quittance.signer.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Decodes, decides, has the gate permit, and signs. */
@ApplicationScoped
final class ReceiptSigning {
    private final ReceiptRules rules;
    private final SigningGate gate;
    private final Clock clock;

    ReceiptSigning(Registry registry, ReceiptConfig config, SigningGate gate, Clock clock) {
        this.rules = new ReceiptRules(registry, config.ahead());
        this.gate = gate;
        this.clock = clock;
    }

    /**
     * Signs the quittance, or repeats the signature that the same request got before.
     *
     * @throws ProblemException 422 with the broken rule, 403 or 409 from the gate
     */
    ReceiptDocument sign(Bearer bearer, byte[] body) {
        ReceiptRequest request =
                gate.decode(bearer, Operation.RECEIPT, body, () -> permissible(ReceiptRequest.parse(body)));
        Bytes32 digest = request.quittance().digest();
        JournalEntry entry = entry(bearer.caller(), request, digest);
        Permission permission = gate.permit(new GateRequest.Signing(
                bearer.token(), fact(bearer.caller(), request, entry), entry, "receipt_conflict"));
        Signature signature = gate.sign(permission, digest);
        return new ReceiptDocument(request.quittance(), request.account(), Hex.encode(signature.toBytes()));
    }

    private ReceiptRequest permissible(ReceiptRequest request) {
        rules.refusal(request.quittance(), clock.instant()).ifPresent(refusal -> {
            throw ProblemException.refused(refusal.code(), refusal.detail());
        });
        return request;
    }

    /** A receipt moves nothing. */
    private static SpendFact fact(Caller caller, ReceiptRequest request, JournalEntry entry) {
        PaidTransfer transfer = request.quittance().facts().transfer();
        return new SpendFact(
                caller.name(),
                Operation.RECEIPT,
                request.account(),
                new AssetId(transfer.chainId(), transfer.asset()),
                transfer.payTo(),
                BigInteger.ZERO,
                Optional.empty(),
                Duration.ZERO,
                false,
                entry.requestDigest());
    }

    private static JournalEntry entry(Caller caller, ReceiptRequest request, Bytes32 digest) {
        Quittance quittance = request.quittance();
        return new JournalEntry(
                Operation.RECEIPT,
                caller.name(),
                request.account(),
                quittance.facts().transfer().chainId(),
                number(quittance.facts().paymentId()),
                request.digest(),
                digest,
                Optional.empty(),
                Optional.of(new JournalEntry.Receipt(
                        quittance.facts().bindingDigest(),
                        quittance.supersedes(),
                        quittance.facts().standing().level(),
                        quittance.facts().response())));
    }

    /** The 128 bits of a UUID, which take the nonce's place. */
    private static BigInteger number(UUID id) {
        return new BigInteger(id.toString().replace("-", ""), 16);
    }
}
