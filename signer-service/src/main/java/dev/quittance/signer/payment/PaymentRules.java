package dev.quittance.signer.payment;

import dev.quittance.evm.registry.Asset;
import dev.quittance.evm.registry.Chain;
import dev.quittance.evm.registry.Registry;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Decides which payments may be signed: exact by EIP-3009 in a known asset, for a bounded time. What is unknown is refused. */
final class PaymentRules {
    private static final Address NOBODY = new Address(new byte[Address.LENGTH]);

    private final Registry registry;
    private final Duration lifeMax;

    PaymentRules(Registry registry, Duration lifeMax) {
        this.registry = registry;
        this.lifeMax = lifeMax;
    }

    PaymentDecision decide(PaymentRequirements requirements, Instant now) {
        if (!requirements.scheme().equals("exact")) {
            return refuse(PaymentRefusal.SCHEME_REFUSED);
        }
        JsonObject extra = requirements.extra();
        if (!extra.optionalText("assetTransferMethod").orElse("eip3009").equals("eip3009")) {
            return refuse(PaymentRefusal.TRANSFER_METHOD_REFUSED);
        }
        Optional<Chain> chain = registry.chain(requirements.network());
        if (chain.isEmpty()) {
            return refuse(PaymentRefusal.NETWORK_REFUSED);
        }
        Optional<Asset> asset = address(requirements.asset())
                .flatMap(token -> registry.asset(chain.get().chainId(), token));
        return asset.isEmpty() ? refuse(PaymentRefusal.ASSET_REFUSED) : decide(requirements, asset.get(), now);
    }

    private PaymentDecision decide(PaymentRequirements requirements, Asset asset, Instant now) {
        if (!isDomainOf(asset, requirements.extra())) {
            return refuse(PaymentRefusal.DOMAIN_REFUSED);
        }
        if (requirements.amount().signum() == 0) {
            return refuse(PaymentRefusal.AMOUNT_REFUSED);
        }
        // The token refuses both of these itself: such a payment could only fail on chain.
        Optional<Address> payee = address(requirements.payTo())
                .filter(address -> !address.equals(NOBODY) && !address.equals(asset.address()));
        if (payee.isEmpty()) {
            return refuse(PaymentRefusal.PAYEE_REFUSED);
        }
        if (requirements.maxTimeoutSeconds() < 1 || requirements.maxTimeoutSeconds() > lifeMax.toSeconds()) {
            return refuse(PaymentRefusal.TIMEOUT_REFUSED);
        }
        long validBefore = now.getEpochSecond() + requirements.maxTimeoutSeconds();
        return new PaymentDecision.Permit(asset, payee.get(), validBefore);
    }

    /** The domain that is signed comes from the registry; what the seller says must agree, so that nobody is surprised. */
    private static boolean isDomainOf(Asset asset, JsonObject extra) {
        return extra.optionalText("name").equals(Optional.of(asset.eip712Name()))
                && extra.optionalText("version").equals(Optional.of(asset.eip712Version()));
    }

    private static Optional<Address> address(String text) {
        try {
            return Optional.of(Address.parse(text));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    private static PaymentDecision refuse(PaymentRefusal refusal) {
        return new PaymentDecision.Refuse(refusal);
    }
}
