package dev.quittance.schemes;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.registry.Asset;
import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequirements;
import dev.quittance.schemes.exact.eip3009.Eip3009Scheme;
import dev.quittance.schemes.exact.permit2.ExactSpender;
import dev.quittance.schemes.payment.Kind;
import dev.quittance.schemes.payment.Payment;
import dev.quittance.schemes.payment.Refusal;
import dev.quittance.schemes.payment.Scheme;
import dev.quittance.schemes.payment.Terms;
import dev.quittance.schemes.permit2.Permit2Scheme;
import dev.quittance.schemes.upto.UptoSpender;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The registry of ways to pay: what it does not hold is refused. */
public final class Schemes {
    /** What requests of before there was more than one kind are of. */
    public static final Kind FIRST = Eip3009Scheme.KIND;

    private static final String METHOD = "assetTransferMethod";

    private final List<Scheme> all;

    /** The schemes on known chains and assets, for whoever settles nothing by itself. */
    public Schemes(Registry registry, Secp256k1 secp256k1) {
        this(registry, secp256k1, Set.of(), BigInteger.ZERO);
    }

    /**
     * The schemes on known chains and assets.
     *
     * @param senders who send settlements: payers may sign for one of them
     * @param fundingMax wei that a payer may be sent for the gas of a transaction that comes first; 0 when payers bear it
     */
    public Schemes(Registry registry, Secp256k1 secp256k1, Set<Address> senders, BigInteger fundingMax) {
        this.all = List.of(
                new Eip3009Scheme(registry, secp256k1),
                new Permit2Scheme(registry, secp256k1, new ExactSpender(), senders, fundingMax),
                new Permit2Scheme(registry, secp256k1, new UptoSpender(), senders, fundingMax));
    }

    /** All of them, in the order in which a payload's form decides. */
    public List<Scheme> all() {
        return all;
    }

    /** Which scheme a payment is to be judged by. */
    public sealed interface Choice {
        /** This. */
        record Chosen(Scheme scheme) implements Choice {}

        /** None. */
        record Refused(Refusal refusal) implements Choice {}
    }

    /** Chooses by the requirements' scheme and method; where they name no method, by the payload's form. */
    public Choice choose(PaymentPayload payload, PaymentRequirements requirements) {
        Optional<String> method = method(requirements.extra());
        Scheme first = null;
        boolean known = false;
        for (Scheme scheme : all) {
            if (!scheme.kind().scheme().equals(requirements.scheme())) {
                continue;
            }
            known = true;
            if (method.isPresent() && !scheme.kind().method().equals(method.get())) {
                continue;
            }
            if (method.isPresent() || scheme.hasFormOf(payload.payload())) {
                return new Choice.Chosen(scheme);
            }
            first = first == null ? scheme : first;
        }
        if (first != null) {
            return new Choice.Chosen(first);
        }
        return new Choice.Refused(
                known
                        ? Refusal.of(ErrorReason.UNSUPPORTED_PAYLOAD_TYPE, "the asset transfer method is not supported")
                        : Refusal.of(ErrorReason.UNSUPPORTED_SCHEME, "the scheme is not supported"));
    }

    /** The scheme of a kind. */
    public Optional<Scheme> of(Kind kind) {
        return all.stream().filter(scheme -> scheme.kind().equals(kind)).findFirst();
    }

    /**
     * Writes a payment as one service tells it another. A payment of the first kind is written as ever; what other kinds are
     * written with is unknown to readers that know the first alone, so that they refuse it.
     */
    public static JsonObject.Builder write(Payment payment) {
        boolean first = payment.kind().equals(FIRST);
        var facts = JsonObject.builder();
        if (!first) {
            facts.put("kind", payment.kind().toString());
        }
        return facts.put("asset", payment.asset().address().toString())
                .put(first ? "authorization" : "terms", payment.terms().toJson())
                .put("signature", payment.signature().hex())
                .putUnlessEmpty("extra", payment.extra());
    }

    /**
     * Reads what {@link #write} writes.
     *
     * @param asset that it names, and that is known
     * @throws MalformedException when it is not of the form of a known kind
     */
    public Payment read(Asset asset, JsonObject facts) {
        Optional<Kind> kind = facts.optionalText("kind").map(Kind::parse);
        return payment(
                kind.orElse(FIRST),
                asset,
                Terms.fromJson(facts.object(kind.isEmpty() ? "authorization" : "terms")),
                Bytes.parse(facts.text("signature")),
                facts.optionalObject("extra").orElse(JsonObject.EMPTY));
    }

    /**
     * Makes a payment again from its parts.
     *
     * @throws MalformedException when the kind is not known, or they are not of its form
     */
    public Payment payment(Kind kind, Asset asset, Terms terms, Bytes signature, JsonObject extra) {
        return of(kind).orElseThrow(() -> new MalformedException("the kind of payment is not known"))
                .payment(asset, terms, signature, extra);
    }

    private static Optional<String> method(JsonObject extra) {
        try {
            return extra.optionalText(METHOD);
        } catch (MalformedException e) {
            return Optional.of("");
        }
    }
}
