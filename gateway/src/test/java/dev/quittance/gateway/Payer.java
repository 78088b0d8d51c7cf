package dev.quittance.gateway;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequired;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.util.Optional;

/** Answers challenges as a stock client does, echoing every extension; the signature is nobody's. */
final class Payer {
    static final Address ADDRESS = Address.parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
    static final String SIGNATURE = "0x" + "11".repeat(65);

    private static final SecureRandom RANDOM = new SecureRandom();

    private Payer() {}

    static PaymentRequired challenge(HttpResponse<?> response) {
        return PaymentRequired.fromJson(message(response, PaymentHeader.PAYMENT_REQUIRED));
    }

    static JsonObject message(HttpResponse<?> response, PaymentHeader header) {
        return PaymentHeader.decode(
                response.headers().firstValue(header.headerName()).orElseThrow(), 16_384);
    }

    static Bytes32 nonce() {
        byte[] nonce = new byte[32];
        RANDOM.nextBytes(nonce);
        return new Bytes32(nonce);
    }

    static PaymentPayload pay(PaymentRequired challenge) {
        return pay(challenge, nonce());
    }

    static PaymentPayload pay(PaymentRequired challenge, Bytes32 nonce) {
        return pay(challenge, challenge.accepts().getFirst(), nonce);
    }

    static PaymentPayload pay(PaymentRequired challenge, PaymentRequirements accepted, Bytes32 nonce) {
        var authorization = new TransferAuthorization(
                ADDRESS,
                Address.parse(accepted.payTo()),
                accepted.amount(),
                BigInteger.ZERO,
                BigInteger.valueOf(4_000_000_000L),
                nonce);
        var payload = JsonObject.builder()
                .put("authorization", authorization.toJson())
                .put("signature", SIGNATURE)
                .build();
        return new PaymentPayload(Optional.of(challenge.resource()), accepted, payload, challenge.extensions());
    }

    static String header(PaymentPayload payment) {
        return PaymentHeader.encode(payment.toJson());
    }
}
