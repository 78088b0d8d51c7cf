package dev.quittance.signer.relay;

import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.evm.transaction.Eip1559Transaction;
import dev.quittance.evm.transaction.SignedTransaction;
import dev.quittance.protocol.Address;
import dev.quittance.schemes.Schemes;
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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Decodes, decides, has the gate permit, and signs. */
@ApplicationScoped
final class RelaySigning {
    private final RelayRules rules;
    private final SigningGate gate;

    RelaySigning(Registry registry, RelayConfig config, SigningGate gate) {
        Registry known = withFactories(registry, config);
        Secp256k1 secp256k1 = Secp256k1.create();
        this.rules = new RelayRules(
                known,
                new Schemes(known, secp256k1),
                new FundingRules(known, secp256k1, config.fundingMax()),
                limits(config));
        this.gate = gate;
    }

    private static Registry withFactories(Registry registry, RelayConfig config) {
        Set<Address> factories = config.walletFactories().orElse(List.of()).stream()
                .map(Address::parse)
                .collect(Collectors.toSet());
        return new Registry(
                registry.chains().stream()
                        .map(chain -> chain.withWalletFactories(factories))
                        .toList(),
                registry.assets());
    }

    private static RelayLimits limits(RelayConfig config) {
        return new RelayLimits(config.batchMax(), config.gasPerTransfer(), config.gasBase(), config.feePerGasMax());
    }

    /**
     * Signs the transaction, or repeats the signature that the same request got before.
     *
     * @throws ProblemException 422 with the broken rule, 403 or 409 from the gate
     */
    SignedTransaction sign(Bearer bearer, byte[] body) {
        Wish wish = gate.decode(bearer, Operation.RELAY, body, () -> wish(RelayRequest.parse(body)));
        JournalEntry entry = entry(bearer.caller(), wish);
        var request = new GateRequest.Signing(
                bearer.token(), fact(bearer.caller(), wish, entry), entry, "transaction_nonce_already_signed");
        Permission permission = gate.permit(request);
        return new SignedTransaction(wish.transaction(), gate.sign(permission, entry.signingDigest()));
    }

    /** What was asked for, and the transaction that the rules make of it. */
    private record Wish(RelayRequest request, Eip1559Transaction transaction) {}

    private Wish wish(RelayRequest request) {
        return switch (rules.decide(request)) {
            case RelayDecision.Permit permit -> new Wish(request, permit.transaction());
            case RelayDecision.Refuse refuse -> {
                RelayRefusal refusal = refuse.refusal();
                throw ProblemException.refused(refusal.code(), refusal.detail());
            }
        };
    }

    private static JournalEntry entry(Caller caller, Wish wish) {
        RelayRequest request = wish.request();
        Eip1559Transaction transaction = wish.transaction();
        return new JournalEntry(
                Operation.RELAY,
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
    }

    /** What leaves the lane at most is its gas, and what a payer is sent: everything else in the transaction is other people's. */
    private static SpendFact fact(Caller caller, Wish wish, JournalEntry entry) {
        Eip1559Transaction transaction = wish.transaction();
        return new SpendFact(
                caller.name(),
                Operation.RELAY,
                entry.account(),
                AssetId.gasOf(transaction.chainId()),
                transaction.to(),
                transaction
                        .maxFeePerGas()
                        .multiply(BigInteger.valueOf(transaction.gasLimit()))
                        .add(transaction.value()),
                Optional.empty(),
                Duration.ZERO,
                wish.request().cancels(),
                entry.requestDigest());
    }
}
