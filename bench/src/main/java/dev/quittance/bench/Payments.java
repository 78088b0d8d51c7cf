package dev.quittance.bench;

import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.eip712.Eip712Domain;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Signs payments of many payers to one merchant, each over the same small amount. */
final class Payments {
    private static final BigInteger AMOUNT = BigInteger.valueOf(1_000);
    private static final int LIFE_SECONDS = 3_600;

    private final Secp256k1 secp256k1 = Secp256k1.create();
    private final SecureRandom random = new SecureRandom();
    private final InstantSource clock = InstantSource.system();
    private final PaymentRequirements requirements;
    private final Eip712Domain domain;
    private final Address merchant;
    private final List<Payer> payers;
    private int next;

    Payments(long chainId, Address token, Address merchant, int payers) {
        this.merchant = merchant;
        this.domain = new Eip712Domain("USDC", "2", chainId, token);
        this.requirements = new PaymentRequirements(
                "exact",
                "eip155:" + chainId,
                AMOUNT,
                token.toString(),
                merchant.toString(),
                LIFE_SECONDS,
                JsonObject.builder().put("name", "USDC").put("version", "2").build());
        this.payers = Stream.generate(() -> PrivateKey.generate(random))
                .limit(payers)
                .map(key -> new Payer(key, secp256k1.address(key)))
                .toList();
    }

    List<Address> payers() {
        return payers.stream().map(Payer::address).toList();
    }

    /** New payments; neighbours have different payers. */
    List<SignedPayment> sign(int count) {
        int first = next;
        next += count;
        return IntStream.range(first, next)
                .parallel()
                .mapToObj(number -> sign(payers.get(number % payers.size())))
                .toList();
    }

    private SignedPayment sign(Payer payer) {
        byte[] nonce = new byte[Bytes32.LENGTH];
        random.nextBytes(nonce);
        long end = clock.instant().getEpochSecond() + LIFE_SECONDS;
        var authorization = new TransferAuthorization(
                payer.address(), merchant, AMOUNT, BigInteger.ZERO, BigInteger.valueOf(end), new Bytes32(nonce));
        byte[] signature =
                secp256k1.sign(authorization.digest(domain), payer.key()).toBytes();
        var payload = new PaymentPayload(
                Optional.empty(),
                requirements,
                JsonObject.builder()
                        .put("signature", Hex.encode(signature))
                        .put("authorization", authorization.toJson())
                        .build(),
                JsonObject.EMPTY);
        String body = new FacilitatorRequest(payload, requirements).toJson().toString();
        return new SignedPayment(authorization, body);
    }
}
