package dev.quittance.gateway.paywall;

import dev.quittance.evm.registry.Asset;
import dev.quittance.evm.registry.Registry;
import dev.quittance.gateway.route.Method;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * One way to pay as people read it.
 *
 * @param price amount and asset: {@code 0.001 USDC}, or {@code up to 0.002 USDC}
 * @param network the chain's name, or its CAIP-2 name when it is not known
 * @param payTo whom it is paid to
 * @param hindrance why this page cannot pay so; nothing when it can
 */
record ShownOffer(String price, String network, String payTo, Optional<String> hindrance) {
    private static final String EXACT = "exact";

    static ShownOffer of(PaymentRequirements offer, Registry registry) {
        var chain = registry.chain(offer.network());
        String network = chain.map(known -> known.name()).orElse(offer.network());
        String price = chain.flatMap(known -> asset(registry, known.chainId(), offer.asset()))
                .map(asset -> new BigDecimal(offer.amount(), asset.decimals())
                                .stripTrailingZeros()
                                .toPlainString()
                        + " " + asset.symbol())
                .orElseGet(() -> offer.amount() + " units of " + offer.asset());
        boolean exact = offer.scheme().equals(EXACT);
        return new ShownOffer(
                exact ? price : "up to " + price, network, offer.payTo(), hindrance(offer, exact, chain.isPresent()));
    }

    private static Optional<Asset> asset(Registry registry, long chainId, String address) {
        try {
            return registry.asset(chainId, Address.parse(address));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> hindrance(PaymentRequirements offer, boolean exact, boolean knownChain) {
        if (!knownChain) {
            return Optional.of("its network is not known here");
        }
        if (!exact) {
            return Optional.of("it is metered");
        }
        return Method.of(offer) == Method.EIP3009 ? Optional.empty() : Optional.of("it needs Permit2");
    }
}
