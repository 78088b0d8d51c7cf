package dev.quittance.schemes.exact.eip3009;

import static dev.quittance.protocol.x402.ErrorReason.INVALID_EXACT_EVM_FAILED_TO_PARSE_SIGNATURE;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_EXACT_EVM_SIGNATURE;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_PAYLOAD;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_PAYMENT_REQUIREMENTS;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.abi.ContractCall;
import dev.quittance.evm.abi.Eip3009Token;
import dev.quittance.evm.abi.Erc6492Signature;
import dev.quittance.evm.abi.Log;
import dev.quittance.evm.abi.TokenEvent;
import dev.quittance.evm.registry.Asset;
import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.schemes.payment.Check;
import dev.quittance.schemes.payment.Demand;
import dev.quittance.schemes.payment.Judgement;
import dev.quittance.schemes.payment.Kind;
import dev.quittance.schemes.payment.Payment;
import dev.quittance.schemes.payment.Question;
import dev.quittance.schemes.payment.Refusal;
import dev.quittance.schemes.payment.Scheme;
import dev.quittance.schemes.payment.Terms;
import dev.quittance.schemes.payment.View;
import java.math.BigInteger;
import java.util.Optional;

/**
 * {@code exact} by EIP-3009. The rules that need no chain come in the order of the reference implementation, so that one fault
 * gives the same reason in both: scheme, domain, network, signature, recipient, window, value.
 */
public final class Eip3009Scheme implements Scheme {
    public static final Kind KIND = new Kind("exact", "eip3009");

    /** Longest contract-wallet signature accepted: a bound, not a rule of any specification. */
    private static final int SIGNATURE_BYTES_MAX = 4_096;

    private final Eip3009Requirements requirements;
    private final Registry registry;
    private final Secp256k1 secp256k1;

    /** The scheme on known chains and assets. */
    public Eip3009Scheme(Registry registry, Secp256k1 secp256k1) {
        this.requirements = new Eip3009Requirements(registry);
        this.registry = registry;
        this.secp256k1 = secp256k1;
    }

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public boolean hasFormOf(JsonObject payload) {
        return payload.has("authorization");
    }

    @Override
    public Check check(Demand demand, long chainTime) {
        return switch (requirements.read(demand)) {
            case Eip3009Requirements.Known(Asset asset) -> check(demand, asset, chainTime);
            case Eip3009Requirements.Unknown(Refusal refusal) -> refusal;
        };
    }

    private Check check(Demand demand, Asset asset, long chainTime) {
        JsonObject payload = demand.payload().payload();
        TransferAuthorization authorization;
        try {
            authorization = TransferAuthorization.fromJson(payload.object("authorization"));
        } catch (MalformedException e) {
            return Refusal.of(INVALID_PAYLOAD, "the authorization is malformed");
        }
        Bytes signature;
        try {
            signature = Bytes.parse(payload.text("signature"));
        } catch (MalformedException e) {
            return Refusal.of(INVALID_EXACT_EVM_FAILED_TO_PARSE_SIGNATURE, "the signature is not hexadecimal text");
        }
        if (signature.size() == 0 || signature.size() > SIGNATURE_BYTES_MAX) {
            return Refusal.of(INVALID_EXACT_EVM_FAILED_TO_PARSE_SIGNATURE, "the signature has an impossible length");
        }
        Optional<Erc6492Signature> wrapped = Erc6492Signature.parse(signature);
        var payment = new Eip3009Payment(
                asset,
                authorization,
                wrapped.map(Erc6492Signature::inner).orElse(signature),
                wrapped.map(Deployment::of));
        Optional<Signature> keySignature = keySignature(payment.signature());
        if (keySignature.isEmpty() && payment.signature().size() == Signature.LENGTH) {
            // Sent as v, r and s whoever the payer is, and refused there by the token.
            return Refusal.of(
                    INVALID_EXACT_EVM_SIGNATURE, "the signature is not one that tokens take", authorization.from());
        }
        if (wrapped.isEmpty() && keySignature.isPresent() && isSignedBy(payment, keySignature.get())) {
            return checkTerms(demand, Eip3009Look.ofKey(payment), authorization, chainTime);
        }
        // What else is broken is said when the payer's code has had its word about the signature.
        return matched(
                demand,
                Eip3009Look.ofContract(
                        payment,
                        payment.deployment()
                                .filter(each -> isAllowed(asset, each))
                                .isPresent()));
    }

    private boolean isSignedBy(Eip3009Payment payment, Signature signature) {
        return secp256k1
                .recover(payment.digest(), signature)
                .filter(payment.authorization().from()::equals)
                .isPresent();
    }

    private boolean isAllowed(Asset asset, Deployment deployment) {
        return registry.chain(asset.chainId())
                .filter(chain -> chain.walletFactories().contains(deployment.factory()))
                .isPresent();
    }

    private static Check checkTerms(
            Demand demand, Question question, TransferAuthorization authorization, long chainTime) {
        Optional<Refusal> broken = Eip3009Terms.broken(authorization, demand.requirements(), chainTime);
        // The time that was seen last may lie behind; only the chain's present can say that it is too early.
        return broken.isPresent() && !Eip3009Terms.isEarly(broken.get()) ? broken.get() : matched(demand, question);
    }

    private static Check matched(Demand demand, Question question) {
        return demand.requirements().isMatchedBy(demand.payload().accepted())
                ? new Check.Ask(question)
                : Refusal.of(INVALID_PAYMENT_REQUIREMENTS, "the payer accepted other requirements", question.payer());
    }

    private static Optional<Signature> keySignature(Bytes bytes) {
        if (bytes.size() != Signature.LENGTH) {
            return Optional.empty();
        }
        try {
            return Optional.of(Signature.parse(bytes.toByteArray()));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    @Override
    public Judgement judge(Demand demand, Question question, View view) {
        return Eip3009Look.judge(demand.requirements(), question, view);
    }

    @Override
    public Payment payment(Asset asset, Terms terms, Bytes signature, JsonObject extra) {
        if (signature.size() == 0 || signature.size() > SIGNATURE_BYTES_MAX) {
            throw new MalformedException("the signature has an impossible length");
        }
        if (signature.size() == Signature.LENGTH) {
            Signature.parse(signature.toByteArray());
        }
        Optional<Deployment> deployment =
                Optional.of(extra).filter(each -> !each.isEmpty()).map(Deployment::fromJson);
        if (deployment.filter(each -> !isAllowed(asset, each)).isPresent()) {
            throw new MalformedException("the factory is not allowed");
        }
        var authorization = new TransferAuthorization(
                terms.payer(), terms.payee(), terms.amount(), terms.validAfter(), terms.validBefore(), terms.nonce());
        return new Eip3009Payment(asset, authorization, signature, deployment);
    }

    @Override
    public Payment stated(Asset asset, JsonObject payload, BigInteger amount) {
        return new Eip3009Payment(
                asset,
                TransferAuthorization.fromJson(payload.object("authorization")),
                Bytes.parse(payload.text("signature")));
    }

    @Override
    public Authorization authorization(JsonObject payload) {
        var authorization = TransferAuthorization.fromJson(payload.object("authorization"));
        return new Authorization(authorization.from(), authorization.nonce());
    }

    @Override
    public ContractCall<Boolean> spent(Asset asset, Authorization authorization) {
        return new Eip3009Token(asset.address()).authorizationState(authorization.payer(), authorization.nonce());
    }

    @Override
    public Optional<Authorization> used(Log log) {
        if (log.topics().isEmpty() || !log.topics().getFirst().equals(Eip3009Token.AUTHORIZATION_USED)) {
            return Optional.empty();
        }
        return new Eip3009Token(log.address()).event(log).orElse(null)
                        instanceof TokenEvent.AuthorizationUsed(Address payer, Bytes32 nonce)
                ? Optional.of(new Authorization(payer, nonce))
                : Optional.empty();
    }

    @Override
    public boolean namesUses() {
        return true;
    }
}
