package dev.quittance.bench;

import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.eip712.Eip712Domain;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequired;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;

/** Pays what a 402 asks for, with one key. */
final class Quotes {
    private static final int CHARS_MAX = 16_384;
    private static final String CAIP2_PREFIX = "eip155:";

    private final Secp256k1 secp256k1 = Secp256k1.create();
    private final SecureRandom random = new SecureRandom();
    private final InstantSource clock = InstantSource.system();
    private final PrivateKey key = PrivateKey.generate(random);
    private final Address payer = secp256k1.address(key);

    /** The value of PAYMENT-SIGNATURE for a value of PAYMENT-REQUIRED. */
    String pay(String paymentRequired) {
        var quote = PaymentRequired.fromJson(PaymentHeader.decode(paymentRequired, CHARS_MAX));
        var offer = quote.accepts().getFirst();
        byte[] nonce = new byte[Bytes32.LENGTH];
        random.nextBytes(nonce);
        long end = clock.instant().getEpochSecond() + offer.maxTimeoutSeconds();
        var authorization = new TransferAuthorization(
                payer,
                Address.parse(offer.payTo()),
                offer.amount(),
                BigInteger.ZERO,
                BigInteger.valueOf(end),
                new Bytes32(nonce));
        var domain = new Eip712Domain(
                offer.extra().text("name"),
                offer.extra().text("version"),
                Long.parseLong(offer.network().substring(CAIP2_PREFIX.length())),
                Address.parse(offer.asset()));
        var payload = new PaymentPayload(
                Optional.of(quote.resource()),
                offer,
                JsonObject.builder()
                        .put(
                                "signature",
                                Hex.encode(secp256k1
                                        .sign(authorization.digest(domain), key)
                                        .toBytes()))
                        .put("authorization", authorization.toJson())
                        .build(),
                quote.extensions());
        return PaymentHeader.encode(payload.toJson());
    }
}
