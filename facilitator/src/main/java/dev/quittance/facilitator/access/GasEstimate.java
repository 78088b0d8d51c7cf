package dev.quittance.facilitator.access;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.x402.FacilitatorRequest;
import io.quarkus.runtime.configuration.ConfigurationException;

/** What a settlement counts before its transaction is known. */
record GasEstimate(long perPayment, long perDeployment, long perPermit) {
    private static final String PERMIT = "eip2612GasSponsoring";

    /** The last 32 bytes of a signature that names the maker of its wallet (ERC-6492). */
    private static final String WRAPPED = "6492".repeat(16);

    static GasEstimate of(AccessConfig.Gas config) {
        if (config.perPayment() < 1
                || config.perDeployment() < 0
                || config.perPermit() < 0
                || config.perDay().orElse(0L) < 0) {
            throw new ConfigurationException(
                    "correct quittance.access.gas: gas is not negative, and a payment takes some");
        }
        return new GasEstimate(config.perPayment(), config.perDeployment(), config.perPermit());
    }

    /** In units of gas. */
    long of(FacilitatorRequest request) {
        long gas = isWrapped(request) ? Math.addExact(perPayment, perDeployment) : perPayment;
        return bringsPermit(request) ? Math.addExact(gas, perPermit) : gas;
    }

    /** Whatever it says, so that no malformed one counts less than it takes. */
    private static boolean bringsPermit(FacilitatorRequest request) {
        return request.paymentPayload().extensions().has(PERMIT);
    }

    private static boolean isWrapped(FacilitatorRequest request) {
        try {
            return request.paymentPayload().payload().text("signature").endsWith(WRAPPED);
        } catch (MalformedException e) {
            return false;
        }
    }
}
