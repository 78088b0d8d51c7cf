package dev.quittance.signer.transfer;

import dev.quittance.evm.registry.Asset;
import dev.quittance.evm.registry.Chain;
import dev.quittance.evm.registry.Registry;
import dev.quittance.protocol.Address;
import java.util.Optional;

/** Decides which transfers may be signed: of known assets, to somebody who can be sent them. */
final class TransferRules {
    private static final Address NOBODY = new Address(new byte[Address.LENGTH]);

    private final Registry registry;

    TransferRules(Registry registry) {
        this.registry = registry;
    }

    /** What the rules say. */
    sealed interface Decision {
        /** May be signed, in this asset. */
        record Permit(Asset asset) implements Decision {}

        /** May not. */
        record Refuse(TransferRefusal refusal) implements Decision {}
    }

    Decision decide(TransferRequest request) {
        Optional<Chain> chain = registry.chain(request.network());
        if (chain.isEmpty()) {
            return new Decision.Refuse(TransferRefusal.NETWORK_REFUSED);
        }
        Optional<Asset> asset = registry.asset(chain.get().chainId(), request.asset());
        if (asset.isEmpty()) {
            return new Decision.Refuse(TransferRefusal.ASSET_REFUSED);
        }
        if (request.amount().signum() == 0) {
            return new Decision.Refuse(TransferRefusal.AMOUNT_REFUSED);
        }
        Address payee = request.payee();
        if (payee.equals(NOBODY) || payee.equals(request.asset()) || payee.equals(request.account())) {
            return new Decision.Refuse(TransferRefusal.PAYEE_REFUSED);
        }
        return new Decision.Permit(asset.get());
    }
}
