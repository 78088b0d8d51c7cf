package dev.quittance.facilitator.verify;

import dev.quittance.protocol.Address;
import dev.quittance.schemes.exact.ExactPayment;

/**
 * A payment for the chain to judge.
 *
 * @param signedByKey whether the payer's key signed; otherwise only the payer's code can take the signature
 */
record ChainQuestion(ExactPayment payment, boolean signedByKey) {

    Address payer() {
        return payment.authorization().from();
    }
}
