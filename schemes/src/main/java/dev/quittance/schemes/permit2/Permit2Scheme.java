package dev.quittance.schemes.permit2;

import static dev.quittance.protocol.x402.ErrorReason.INVALID_NETWORK;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_PAYLOAD;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_PAYMENT_REQUIREMENTS;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_PERMIT2_SIGNATURE;
import static dev.quittance.protocol.x402.ErrorReason.UNSUPPORTED_PAYLOAD_TYPE;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.abi.ContractCall;
import dev.quittance.evm.abi.Multicall3;
import dev.quittance.evm.registry.Asset;
import dev.quittance.evm.registry.Chain;
import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Uint256;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.schemes.payment.Check;
import dev.quittance.schemes.payment.Demand;
import dev.quittance.schemes.payment.Demand.Purpose;
import dev.quittance.schemes.payment.Judgement;
import dev.quittance.schemes.payment.Kind;
import dev.quittance.schemes.payment.Payment;
import dev.quittance.schemes.payment.Question;
import dev.quittance.schemes.payment.Refusal;
import dev.quittance.schemes.payment.Scheme;
import dev.quittance.schemes.payment.Terms;
import dev.quittance.schemes.payment.View;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A scheme that moves the asset through Permit2, by the spender that it has. The rules come in the reference's order. */
public final class Permit2Scheme implements Scheme {
    private static final String AUTHORIZATION = "permit2Authorization";
    private static final int SIGNATURE_BYTES_MAX = 4_096;

    private final Registry registry;
    private final Secp256k1 secp256k1;
    private final Spender spender;
    private final Set<Address> senders;
    private final BigInteger fundingMax;

    /**
     * The scheme on known chains and assets.
     *
     * @param senders who settle, for spenders that take not everybody
     * @param fundingMax wei that a payer may be sent for the gas of an approval; 0 when payers bear it
     */
    public Permit2Scheme(
            Registry registry, Secp256k1 secp256k1, Spender spender, Set<Address> senders, BigInteger fundingMax) {
        this.registry = registry;
        this.secp256k1 = secp256k1;
        this.spender = spender;
        this.senders = Set.copyOf(senders);
        this.fundingMax = fundingMax;
    }

    @Override
    public Kind kind() {
        return spender.kind();
    }

    @Override
    public boolean hasFormOf(JsonObject payload) {
        return payload.has(AUTHORIZATION);
    }

    @Override
    public Check check(Demand demand, long chainTime) {
        var requirements = demand.requirements();
        var accepted = demand.payload().accepted();
        if (!accepted.scheme().equals(requirements.scheme())) {
            return Refusal.of(spender.otherScheme(), "the payload is for another scheme");
        }
        Optional<Chain> chain = registry.chain(requirements.network());
        if (chain.isEmpty()) {
            return Refusal.of(INVALID_NETWORK, "the network is not known");
        }
        if (!accepted.network().equals(requirements.network())) {
            return Refusal.of(spender.otherNetwork(), "the payload is for another network");
        }
        Optional<Asset> asset = address(requirements.asset())
                .flatMap(each -> registry.asset(chain.get().chainId(), each));
        if (asset.isEmpty()) {
            return Refusal.of(INVALID_PAYMENT_REQUIREMENTS, "the asset is not known on this network");
        }
        if (!demand.payload().payload().has(AUTHORIZATION)) {
            return Refusal.of(UNSUPPORTED_PAYLOAD_TYPE, "the payload holds no " + AUTHORIZATION);
        }
        return check(demand, chain.get(), asset.get(), chainTime);
    }

    private Check check(Demand demand, Chain chain, Asset asset, long chainTime) {
        JsonObject payload = demand.payload().payload();
        Permit permit;
        JsonObject witness;
        Bytes signature;
        try {
            permit = Permit.fromJson(payload.object(AUTHORIZATION), spender);
            witness = payload.object(AUTHORIZATION).object(Permit2Payment.WITNESS);
            signature = Bytes.parse(payload.text("signature"));
        } catch (MalformedException e) {
            return Refusal.of(INVALID_PAYLOAD, "the authorization is malformed");
        }
        var terms = new Permit2Terms(spender, spender.address(chain), senders, demand);
        Optional<Refusal> broken = terms.broken(permit, chainTime);
        // The time that was seen last may lie behind; only the chain's present can say that it is too early.
        if (broken.isPresent() && !Permit2Terms.isEarly(broken.get())) {
            return broken.get();
        }
        if (signature.size() == 0 || signature.size() > SIGNATURE_BYTES_MAX) {
            return Refusal.of(INVALID_PERMIT2_SIGNATURE, "the signature has an impossible length", permit.payer());
        }
        var plain = new Permit2Payment(
                asset,
                chain.permit2(),
                spender,
                permit,
                terms.amount(permit),
                witness,
                signature,
                Optional.empty(),
                Optional.empty());
        return sponsored(plain, chain, demand.payload().extensions(), terms);
    }

    /** With what lets Permit2 take the asset; a permit in the settling transaction goes before an approval of its own. */
    private Check sponsored(Permit2Payment plain, Chain chain, JsonObject extensions, Permit2Terms terms) {
        return switch (Allowance.of(extensions)) {
            case Sponsoring.Refused<Allowance>(Refusal refusal) -> refusal;
            case Sponsoring.Read<Allowance>(Optional<Allowance> allowance)
            when allowance.isPresent() -> check(terms, plain.with(allowance, Optional.empty()), chain);
            case Sponsoring.Read<Allowance> _ ->
                switch (Approval.of(extensions)) {
                    case Sponsoring.Refused<Approval>(Refusal refusal) -> refusal;
                    case Sponsoring.Read<Approval>(Optional<Approval> approval) -> {
                        Optional<Refusal> broken = approval.flatMap(
                                each -> each.refusal(plain.permit(), chain.permit2(), chain.chainId(), secp256k1));
                        yield broken.isPresent()
                                ? broken.get()
                                : check(terms, plain.with(Optional.empty(), approval), chain);
                    }
                };
        };
    }

    private Check check(Permit2Terms terms, Permit2Payment payment, Chain chain) {
        return terms.isMatched(payment.permit())
                ? new Check.Ask(
                        Permit2Look.question(payment, isSignedByKey(payment), new Multicall3(chain.multicall3())))
                : Refusal.of(
                        INVALID_PAYMENT_REQUIREMENTS,
                        "the payer accepted other requirements",
                        payment.permit().payer());
    }

    private boolean isSignedByKey(Permit2Payment payment) {
        if (payment.signature().size() != Signature.LENGTH) {
            return false;
        }
        try {
            var signature = Signature.parse(payment.signature().toByteArray());
            return secp256k1
                    .recover(payment.digest(), signature)
                    .filter(payment.permit().payer()::equals)
                    .isPresent();
        } catch (MalformedException e) {
            return false;
        }
    }

    @Override
    public Judgement judge(Demand demand, Question question, View view) {
        var payment = (Permit2Payment) question.payment();
        var terms = new Permit2Terms(spender, payment.permit().spender(), senders, demand);
        return Permit2Look.judge(terms, question, view, demand.purpose() == Purpose.SETTLE, fundingMax);
    }

    @Override
    public Payment payment(Asset asset, Terms terms, Bytes signature, JsonObject extra) {
        Chain chain = registry.chain(asset.chainId())
                .orElseThrow(() -> new MalformedException("the chain of the asset is not known"));
        if (signature.size() == 0 || signature.size() > SIGNATURE_BYTES_MAX) {
            throw new MalformedException("the signature has an impossible length");
        }
        JsonObject witnessJson = extra.object(Permit2Payment.WITNESS);
        Witness witness = spender.witness(witnessJson);
        var permit = new Permit(
                terms.payer(),
                asset.address(),
                Uint256.parse(extra.text(Permit2Payment.PERMITTED)),
                spender.address(chain),
                terms.nonce().toUnsigned(),
                terms.validBefore(),
                witness);
        Optional<Allowance> allowance =
                extra.optionalObject(Allowance.EXTENSION).map(Allowance::fromJson);
        Optional<Approval> approval = extra.optionalObject(Approval.EXTENSION).map(Approval::stored);
        approval.ifPresent(Approval::transaction);
        var payment = new Permit2Payment(
                asset, chain.permit2(), spender, permit, terms.amount(), witnessJson, signature, allowance, approval);
        if (!payment.terms().equals(terms)
                || (spender.metered().isEmpty() && !terms.amount().equals(permit.permitted()))
                || terms.amount().compareTo(permit.permitted()) > 0) {
            throw new MalformedException("terms and witness are not of one payment");
        }
        return payment;
    }

    @Override
    public Payment stated(Asset asset, JsonObject payload, BigInteger amount) {
        Chain chain = registry.chain(asset.chainId())
                .orElseThrow(() -> new MalformedException("the chain of the asset is not known"));
        JsonObject json = payload.object(AUTHORIZATION);
        Permit permit = Permit.fromJson(json, spender);
        if (!permit.spender().equals(spender.address(chain))
                || !permit.token().equals(asset.address())
                || amount.compareTo(permit.permitted()) > 0) {
            throw new MalformedException("the permit is for another spender, token or amount");
        }
        return new Permit2Payment(
                asset,
                chain.permit2(),
                spender,
                permit,
                spender.metered().isPresent() ? amount : permit.permitted(),
                json.object(Permit2Payment.WITNESS),
                Bytes.parse(payload.text("signature")),
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public Authorization authorization(JsonObject payload) {
        JsonObject json = payload.object(AUTHORIZATION);
        return new Authorization(Address.parse(json.text("from")), Bytes32.of(Uint256.parse(json.text("nonce"))));
    }

    @Override
    public ContractCall<Boolean> spent(Asset asset, Authorization authorization) {
        Chain chain = registry.chain(asset.chainId()).orElseThrow();
        return Permit2Payment.spent(
                chain.permit2(), authorization.payer(), authorization.nonce().toUnsigned());
    }

    @Override
    public Optional<JsonObject> supported(List<Address> ours) {
        return spender.supported(ours);
    }

    @Override
    public List<String> extensions() {
        return List.of(Allowance.EXTENSION, Approval.EXTENSION);
    }

    private static Optional<Address> address(String text) {
        try {
            return Optional.of(Address.parse(text));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }
}
