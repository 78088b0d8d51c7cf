package dev.quittance.gateway.route;

import dev.quittance.evm.registry.Asset;
import dev.quittance.evm.registry.Registry;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentRequirements;
import dev.quittance.protocol.x402.X402;
import java.math.BigInteger;
import java.util.Optional;

/** Reads one way to pay. */
final class OfferReader {
    static final String UPTO = "upto";

    private static final int TIMEOUT_DEFAULT_SECONDS = 300;
    private static final int TIMEOUT_MAX_SECONDS = 86_400;

    private final Registry registry;

    OfferReader(Registry registry) {
        this.registry = registry;
    }

    /** Where the amount of an offer is written. */
    @FunctionalInterface
    interface Amount {
        BigInteger of(YamlMap offer, Asset asset);
    }

    /** An offer, and of its asset what prices in dollars need. */
    record Offer(PaymentRequirements requirements, int decimals) {}

    Offer read(YamlMap entry, Flow flow, Amount amounts) {
        String scheme = entry.value("scheme", OfferReader::scheme);
        long chainId = entry.value("network", this::chainId);
        Asset asset = entry.value("asset", text -> asset(chainId, text));
        BigInteger amount = amounts.of(entry, asset);
        Address payTo = entry.value("payTo", text -> payee(asset, text));
        int timeout = entry.has("maxTimeoutSeconds")
                ? entry.value("maxTimeoutSeconds", OfferReader::seconds)
                : TIMEOUT_DEFAULT_SECONDS;
        boolean metered = scheme.equals(UPTO);
        Method method = entry.choice("method", metered ? Method.PERMIT2 : Method.EIP3009);
        if (metered && method != Method.PERMIT2) {
            throw entry.fault("upto is paid by permit2");
        }
        Optional<Address> settler = metered ? Optional.of(entry.value("settler", Address::parse)) : Optional.empty();
        entry.requireNothingElse();
        var requirements = new PaymentRequirements(
                scheme,
                "eip155:" + chainId,
                amount,
                asset.address().toString(),
                payTo.toString(),
                timeout,
                extra(asset, method, settler, flow));
        return new Offer(requirements, asset.decimals());
    }

    /** The offer itself says it. */
    static BigInteger ownAmount(YamlMap entry, Asset asset) {
        if (entry.has("price") == entry.has("amount")) {
            throw entry.fault("expected either price or amount");
        }
        return entry.has("price")
                ? entry.value("price", text -> Price.dollars(text, asset.decimals()))
                : entry.value("amount", Price::atomic);
    }

    private static JsonObject extra(Asset asset, Method method, Optional<Address> settler, Flow flow) {
        var extra = JsonObject.builder().put("name", asset.eip712Name()).put("version", asset.eip712Version());
        switch (method) {
            case PERMIT2 ->
                extra.put(Method.NAME, method.wire()).putText("facilitatorAddress", settler.map(Address::toString));
            // The default of the protocol stays off the wire.
            case EIP3009 -> {}
        }
        switch (flow) {
            case UPFRONT -> extra.put(X402.PAYMENT_FLOW, X402.UPFRONT);
            // The default of the protocol stays off the wire.
            case AUTHORIZATION -> {}
        }
        return extra.build();
    }

    private long chainId(String network) {
        return registry.chain(network)
                .orElseThrow(() -> new MalformedException("unknown network"))
                .chainId();
    }

    private Asset asset(long chainId, String text) {
        return registry.asset(chainId, Address.parse(text))
                .orElseThrow(() -> new MalformedException("unknown asset on this network"));
    }

    private static Address payee(Asset asset, String text) {
        var payee = Address.parse(text);
        boolean zero = payee.toWord().toUnsigned().signum() == 0;
        if (zero || payee.equals(asset.address())) {
            throw new MalformedException("nobody can spend what is paid to this address");
        }
        return payee;
    }

    private static String scheme(String text) {
        if (!text.equals("exact") && !text.equals(UPTO)) {
            throw new MalformedException("unknown scheme");
        }
        return text;
    }

    private static int seconds(String text) {
        int seconds = Integer.parseInt(text);
        if (seconds < 1 || seconds > TIMEOUT_MAX_SECONDS) {
            throw new MalformedException("expected 1 to " + TIMEOUT_MAX_SECONDS + " seconds");
        }
        return seconds;
    }
}
