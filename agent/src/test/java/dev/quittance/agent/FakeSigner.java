package dev.quittance.agent;

import dev.quittance.agent.signing.PaymentSigner;
import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.math.BigInteger;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Signs anything with a signature that is well-formed and worthless, and counts. */
final class FakeSigner implements PaymentSigner {
    static final String PAYER = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    private static final Signature SIGNATURE = new Signature(Bytes32.of(BigInteger.TWO), Bytes32.of(BigInteger.TEN), 0);

    /** Seconds. */
    long validBefore = 1_900_000_000L;

    final List<Bytes32> nonces = new ArrayList<>();

    @Override
    public Signing sign(PaymentRequirements requirements, Bytes32 nonce, URI resource) {
        nonces.add(nonce);
        return new Signing.Signed(
                new TransferAuthorization(
                        Address.parse(PAYER),
                        Address.parse(requirements.payTo()),
                        requirements.amount(),
                        BigInteger.ZERO,
                        BigInteger.valueOf(validBefore),
                        nonce),
                SIGNATURE);
    }
}
