package dev.quittance.signer.transfer;

import dev.quittance.evm.registry.Asset;
import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.eip712.Eip712Domain;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
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

/**
 * Decodes, decides, has the gate permit, and signs. A transfer is an EIP-3009 authorization, because a merchant's account holds
 * tokens and no gas: whoever relays payments can put it on chain.
 */
@ApplicationScoped
final class TransferSigning {
    private final TransferRules rules;
    private final Duration life;
    private final SigningGate gate;
    private final Clock clock;

    TransferSigning(Registry registry, TransferConfig config, SigningGate gate, Clock clock) {
        this.rules = new TransferRules(registry);
        this.life = config.life();
        this.gate = gate;
        this.clock = clock;
    }

    /** What was asked for, and in which asset. */
    private record Wish(TransferRequest request, Asset asset) {
        TransferAuthorization authorization(long validBefore) {
            return new TransferAuthorization(
                    request.account(),
                    request.payee(),
                    request.amount(),
                    BigInteger.ZERO,
                    BigInteger.valueOf(validBefore),
                    request.nonce());
        }
    }

    /**
     * Signs the transfer, or repeats the signature that the same request got before.
     *
     * @throws ProblemException 422 with the broken rule, 403 or 409 from the gate
     */
    JsonObject sign(Bearer bearer, byte[] body) {
        // Which of the two it is, is known once the body is read.
        Wish wish = gate.decode(bearer, Operation.PAYOUT, body, () -> wish(TransferRequest.parse(body)));
        Asset asset = wish.asset();
        var domain = new Eip712Domain(asset.eip712Name(), asset.eip712Version(), asset.chainId(), asset.address());
        JournalEntry entry = entry(bearer.caller(), wish, domain);
        var request = new GateRequest.Signing(
                bearer.token(), fact(bearer.caller(), wish, entry), entry, "reference_already_used");
        Permission permission = gate.permit(request);
        TransferAuthorization permitted = wish.authorization(permission.validBefore());
        Signature signature = gate.sign(permission, permitted.digest(domain));
        return JsonObject.builder()
                .put("authorization", permitted.toJson())
                .put("signature", Hex.encode(signature.toBytes()))
                .build();
    }

    private Wish wish(TransferRequest request) {
        return switch (rules.decide(request)) {
            case TransferRules.Decision.Permit(Asset asset) -> new Wish(request, asset);
            case TransferRules.Decision.Refuse(TransferRefusal refusal) ->
                throw ProblemException.refused(refusal.code(), refusal.detail());
        };
    }

    private JournalEntry entry(Caller caller, Wish wish, Eip712Domain domain) {
        long validBefore = clock.instant().plus(life).getEpochSecond();
        TransferAuthorization wanted = wish.authorization(validBefore);
        return new JournalEntry(
                wish.request().operation(),
                caller.name(),
                wish.request().account(),
                domain.chainId(),
                wanted.nonce().toUnsigned(),
                wish.request().digest(),
                wanted.digest(domain),
                Optional.of(new JournalEntry.Transfer(
                        domain.verifyingContract(), wanted.to(), wanted.value(), validBefore)));
    }

    private SpendFact fact(Caller caller, Wish wish, JournalEntry entry) {
        return new SpendFact(
                caller.name(),
                wish.request().operation(),
                entry.account(),
                new AssetId(wish.asset().chainId(), wish.asset().address()),
                wish.request().payee(),
                wish.request().amount(),
                Optional.empty(),
                life,
                false,
                entry.requestDigest());
    }
}
