package dev.quittance.agent;

import dev.quittance.evm.registry.Asset;
import dev.quittance.evm.registry.Chain;
import dev.quittance.evm.registry.Registry;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentRequirements;
import dev.quittance.protocol.x402.X402;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which offer of a challenge to pay: the server's first one that can be paid within the limit. */
sealed interface OfferChoice {

    record Chosen(PaymentRequirements accepted) implements OfferChoice {}

    record None(Refusal refusal) implements OfferChoice {}

    /** Decides; nothing is ever chosen above the limit. */
    static OfferChoice among(List<PaymentRequirements> offers, PriceLimit priceMax, Registry registry) {
        var tooDear = new ArrayList<Refusal.PriceTooHigh>();
        var reasons = new ArrayList<String>();
        for (PaymentRequirements offer : offers) {
            switch (payable(offer, registry)) {
                case Payable.Yes(Asset asset) -> {
                    BigInteger limit = priceMax.inUnitsOf(asset.decimals());
                    if (offer.amount().compareTo(limit) <= 0) {
                        return new Chosen(offer);
                    }
                    tooDear.add(new Refusal.PriceTooHigh(offer.amount(), limit, asset.symbol()));
                }
                case Payable.No(String reason) -> reasons.add(reason);
            }
        }
        Optional<Refusal.PriceTooHigh> cheapest =
                tooDear.stream().min(Comparator.comparing(Refusal.PriceTooHigh::price));
        return new None(cheapest.<Refusal>map(refusal -> refusal).orElseGet(() -> new Refusal.NothingPayable(reasons)));
    }

    private static Payable payable(PaymentRequirements offer, Registry registry) {
        try {
            return payableTerms(offer, registry);
        } catch (MalformedException e) {
            return new Payable.No("malformed terms: " + e.getMessage());
        }
    }

    private static Payable payableTerms(PaymentRequirements offer, Registry registry) {
        JsonObject extra = offer.extra();
        if (!offer.scheme().equals("exact")) {
            return new Payable.No("unknown scheme");
        }
        if (!extra.optionalText("assetTransferMethod").orElse("eip3009").equals("eip3009")) {
            return new Payable.No("unknown transfer method");
        }
        String flow = extra.optionalText(X402.PAYMENT_FLOW).orElse("authorization");
        if (!flow.equals("authorization") && !flow.equals(X402.UPFRONT)) {
            return new Payable.No("unknown payment flow");
        }
        if (Address.parse(offer.payTo()).toWord().toUnsigned().signum() == 0) {
            return new Payable.No("the payee is nobody");
        }
        Optional<Chain> chain = registry.chain(offer.network());
        if (chain.isEmpty()) {
            return new Payable.No("unknown network");
        }
        Optional<Asset> asset = registry.asset(chain.get().chainId(), Address.parse(offer.asset()));
        if (asset.isEmpty()) {
            return new Payable.No("unknown asset");
        }
        boolean sameDomain = extra.text("name").equals(asset.get().eip712Name())
                && extra.text("version").equals(asset.get().eip712Version());
        return sameDomain ? new Payable.Yes(asset.get()) : new Payable.No("wrong token domain");
    }

    /** Whether an offer can be paid at all, whatever it costs. */
    sealed interface Payable {
        record Yes(Asset asset) implements Payable {}

        record No(String reason) implements Payable {}
    }
}
