package dev.quittance.schemes.exact.eip3009;

import static dev.quittance.protocol.x402.ErrorReason.INVALID_EXACT_EVM_MISSING_EIP712_DOMAIN;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_EXACT_EVM_NETWORK_MISMATCH;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_EXACT_EVM_SCHEME;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_EXACT_EVM_TOKEN_NAME_MISMATCH;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_EXACT_EVM_TOKEN_VERSION_MISMATCH;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_NETWORK;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_PAYMENT_REQUIREMENTS;

import dev.quittance.evm.registry.Asset;
import dev.quittance.evm.registry.Registry;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.protocol.x402.PaymentRequirements;
import dev.quittance.schemes.payment.Demand;
import dev.quittance.schemes.payment.Refusal;
import java.util.Optional;

/** What the server asks for, before the payment itself is looked at. */
final class Eip3009Requirements {
    private final Registry registry;

    Eip3009Requirements(Registry registry) {
        this.registry = registry;
    }

    sealed interface Reading {}

    record Known(Asset asset) implements Reading {}

    record Unknown(Refusal refusal) implements Reading {}

    Reading read(Demand demand) {
        PaymentRequirements requirements = demand.requirements();
        PaymentRequirements accepted = demand.payload().accepted();
        if (requirements.amount().signum() == 0) {
            return unknown(INVALID_PAYMENT_REQUIREMENTS, "nothing cannot be paid");
        }
        if (!accepted.scheme().equals(requirements.scheme())) {
            return unknown(INVALID_EXACT_EVM_SCHEME, "the payload is for another scheme");
        }
        Optional<String> name = text(requirements.extra(), "name");
        Optional<String> version = text(requirements.extra(), "version");
        if (name.isEmpty() || version.isEmpty()) {
            return unknown(INVALID_EXACT_EVM_MISSING_EIP712_DOMAIN, "extra names no EIP-712 domain");
        }
        var chain = registry.chain(requirements.network());
        if (chain.isEmpty()) {
            return unknown(INVALID_NETWORK, "the network is not known");
        }
        var asset = address(requirements.asset())
                .flatMap(a -> registry.asset(chain.get().chainId(), a));
        if (asset.isEmpty()) {
            return unknown(INVALID_PAYMENT_REQUIREMENTS, "the asset is not known on this network");
        }
        if (!asset.get().eip712Name().equals(name.get())) {
            return unknown(INVALID_EXACT_EVM_TOKEN_NAME_MISMATCH, "extra.name is not the token's");
        }
        if (!asset.get().eip712Version().equals(version.get())) {
            return unknown(INVALID_EXACT_EVM_TOKEN_VERSION_MISMATCH, "extra.version is not the token's");
        }
        if (!accepted.network().equals(requirements.network())) {
            return unknown(INVALID_EXACT_EVM_NETWORK_MISMATCH, "the payload is for another network");
        }
        return new Known(asset.get());
    }

    private static Unknown unknown(ErrorReason reason, String message) {
        return new Unknown(Refusal.of(reason, message));
    }

    private static Optional<Address> address(String text) {
        try {
            return Optional.of(Address.parse(text));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> text(JsonObject json, String name) {
        try {
            return json.optionalText(name);
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }
}
