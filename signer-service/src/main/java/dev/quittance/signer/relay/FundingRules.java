package dev.quittance.signer.relay;

import dev.quittance.evm.registry.Chain;
import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.evm.transaction.SignedTransaction;
import dev.quittance.protocol.MalformedException;
import dev.quittance.schemes.permit2.Approval;
import java.math.BigInteger;
import java.util.Optional;

/**
 * Decides which payers may be sent wei: those who signed an approval of Permit2, of a known asset and nothing else, and no more
 * than that approval can burn. Where that is not switched on, none.
 */
final class FundingRules {
    private final Registry registry;
    private final Secp256k1 secp256k1;
    private final BigInteger max;

    /**
     * The rules.
     *
     * @param max wei for one approval; 0 when none is funded
     */
    FundingRules(Registry registry, Secp256k1 secp256k1, BigInteger max) {
        this.registry = registry;
        this.secp256k1 = secp256k1;
        this.max = max;
    }

    /** The broken rule. */
    Optional<RelayRefusal> refusal(RelayFunding funding, Chain chain) {
        if (max.signum() == 0) {
            return Optional.of(RelayRefusal.FUNDING_OFF);
        }
        if (registry.asset(chain.chainId(), funding.asset()).isEmpty()) {
            return Optional.of(RelayRefusal.ASSET_REFUSED);
        }
        SignedTransaction approval;
        try {
            approval = SignedTransaction.decode(funding.transaction());
        } catch (MalformedException e) {
            return Optional.of(RelayRefusal.APPROVAL_REFUSED);
        }
        boolean approves = Approval.refusal(
                        approval, funding.payer(), funding.asset(), chain.permit2(), chain.chainId(), secp256k1)
                .isEmpty();
        if (!approves) {
            return Optional.of(RelayRefusal.APPROVAL_REFUSED);
        }
        BigInteger burns = approval.transaction()
                .maxFeePerGas()
                .multiply(BigInteger.valueOf(approval.transaction().gasLimit()));
        boolean fits = funding.value().signum() > 0 && funding.value().compareTo(max.min(burns)) <= 0;
        return fits ? Optional.empty() : Optional.of(RelayRefusal.FUNDING_VALUE_REFUSED);
    }
}
