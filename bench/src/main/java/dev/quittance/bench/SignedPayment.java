package dev.quittance.bench;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.eip712.TransferAuthorization;
import java.math.BigInteger;

/** A payment that is ready to be sent: the body of {@code /verify} and {@code /settle}, and what it moves. */
record SignedPayment(TransferAuthorization authorization, String body) {
    Address payer() {
        return authorization.from();
    }

    Bytes32 nonce() {
        return authorization.nonce();
    }

    BigInteger amount() {
        return authorization.value();
    }

    @Override
    public String toString() {
        return "SignedPayment[payer=" + payer() + ", nonce=" + nonce() + "]";
    }
}
