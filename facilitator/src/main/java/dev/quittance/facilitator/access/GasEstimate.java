package dev.quittance.facilitator.access;

import dev.quittance.facilitator.gas.GasClaim;
import dev.quittance.schemes.payment.Payment;
import dev.quittance.schemes.payment.Preparation;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.math.BigInteger;

/**
 * What a settlement counts before its transaction is known.
 *
 * @param weiPerGas at which wei for payers are counted
 */
record GasEstimate(long perPayment, BigInteger weiPerGas) {
    /** What sending them takes. */
    private static final long SENDING = 21_000;

    static GasEstimate of(AccessConfig.Gas config) {
        if (config.perPayment() < 1
                || config.weiPerGas().signum() < 1
                || config.perDay().orElse(0L) < 0) {
            throw new ConfigurationException(
                    "correct quittance.access.gas: gas is not negative, and a payment takes some");
        }
        return new GasEstimate(config.perPayment(), config.weiPerGas());
    }

    /** In units of gas: what its transaction may take, by the payment as it will be settled. */
    GasClaim.Gas of(Payment payment) {
        long funding = payment.preparation().map(this::funding).orElse(0L);
        long transaction = Math.addExact(perPayment, payment.settlement().gasBeyond());
        return new GasClaim.Gas(Math.addExact(transaction, funding), funding);
    }

    /** No less than the approval's gas, however cheap it is now. */
    private long funding(Preparation preparation) {
        if (preparation.granted().signum() == 0) {
            return 0;
        }
        BigInteger bought =
                preparation.granted().add(weiPerGas).subtract(BigInteger.ONE).divide(weiPerGas);
        BigInteger gas = bought.max(
                BigInteger.valueOf(preparation.transaction().transaction().gasLimit()));
        return gas.min(BigInteger.valueOf(Integer.MAX_VALUE)).longValueExact() + SENDING;
    }
}
