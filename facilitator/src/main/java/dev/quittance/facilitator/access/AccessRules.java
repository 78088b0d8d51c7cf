package dev.quittance.facilitator.access;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.util.Optional;
import java.util.Set;

/** Whether a client may have something paid. Pure; what is not of its form passes, for verification to refuse in its words. */
final class AccessRules {
    private AccessRules() {}

    static Optional<Denial> judge(Client client, PaymentRequirements requirements) {
        if (client.networks()
                .filter(all -> !all.contains(requirements.network()))
                .isPresent()) {
            return denied(ErrorReason.CLIENT_NETWORK_NOT_ALLOWED, "the client may not settle on this network");
        }
        if (isOutside(client.assets(), requirements.asset())) {
            return denied(ErrorReason.CLIENT_ASSET_NOT_ALLOWED, "the client may not be paid in this asset");
        }
        if (isOutside(client.payees(), requirements.payTo())) {
            return denied(ErrorReason.CLIENT_PAYEE_NOT_ALLOWED, "the client may not have this account paid");
        }
        return Optional.empty();
    }

    private static boolean isOutside(Optional<Set<Address>> allowed, String text) {
        if (allowed.isEmpty()) {
            return false;
        }
        try {
            return !allowed.get().contains(Address.parse(text));
        } catch (MalformedException e) {
            return false;
        }
    }

    private static Optional<Denial> denied(ErrorReason reason, String message) {
        return Optional.of(new Denial(reason, message));
    }
}
