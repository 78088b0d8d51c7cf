package dev.quittance.e2e.chaos;

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
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A client with one payer that settles one payment after the other, again and again until it is told success. */
final class ChaosClient {
    static final BigInteger AMOUNT = BigInteger.valueOf(1_000);

    private static final int LIFE_SECONDS = 3_600;
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);
    private static final int COPIES_MAX = 3;

    private final Secp256k1 secp256k1 = Secp256k1.create();
    private final SecureRandom keys = new SecureRandom();
    private final PrivateKey key = PrivateKey.generate(keys);
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();
    private final List<ChaosPayment> payments = new CopyOnWriteArrayList<>();
    private final Random random;
    private final URI settle;
    private final String token;
    private final PaymentRequirements requirements;

    ChaosClient(long seed, URI settle, String token, Address asset, Address payee) {
        this.random = new Random(seed);
        this.settle = settle;
        this.token = token;
        this.requirements = new PaymentRequirements(
                "exact",
                "eip155:84532",
                AMOUNT,
                asset.toString(),
                payee.toString(),
                LIFE_SECONDS,
                JsonObject.builder().put("name", "USDC").put("version", "2").build());
    }

    Address payer() {
        return secp256k1.address(key);
    }

    /** Every payment that it ever sent. */
    List<ChaosPayment> payments() {
        return List.copyOf(payments);
    }

    /** Pays while told to go on; leaves the last payment as it is. */
    void pay(BooleanSupplier goesOn) throws InterruptedException {
        while (goesOn.getAsBoolean()) {
            var payment = sign();
            payments.add(payment);
            while (goesOn.getAsBoolean() && !payment.isAcknowledged()) {
                sendCopies(payment, random.nextInt(3) == 0 ? 2 + random.nextInt(COPIES_MAX - 1) : 1);
                TimeUnit.MILLISECONDS.sleep(20 + random.nextInt(200));
            }
        }
    }

    /** Signs a payment and sends it once, without waiting for the answer. */
    ChaosPayment payOnce() {
        var payment = sign();
        payments.add(payment);
        Thread.ofVirtual().start(() -> send(payment));
        return payment;
    }

    /** Sends once more what was not acknowledged. */
    void insist() {
        payments.stream().filter(payment -> !payment.isAcknowledged()).forEach(this::send);
    }

    /** Sends everything once more, also what was acknowledged. */
    void replayAll() {
        payments.forEach(this::send);
    }

    private void sendCopies(ChaosPayment payment, int copies) {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int copy = 0; copy < copies; copy++) {
                executor.execute(() -> send(payment));
            }
        }
    }

    private void send(ChaosPayment payment) {
        var request = HttpRequest.newBuilder(settle)
                .timeout(ANSWER_LIMIT)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(payment.body()))
                .build();
        try {
            var answer = http.send(request, BodyHandlers.ofString());
            payment.told(answer.statusCode(), answer.body());
        } catch (IOException e) {
            payment.told(0, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ChaosPayment sign() {
        byte[] nonce = new byte[Bytes32.LENGTH];
        keys.nextBytes(nonce);
        long end = System.currentTimeMillis() / 1_000 + LIFE_SECONDS;
        var authorization = new TransferAuthorization(
                payer(),
                Address.parse(requirements.payTo()),
                AMOUNT,
                BigInteger.ZERO,
                BigInteger.valueOf(end),
                new Bytes32(nonce));
        var domain = new Eip712Domain("USDC", "2", 84532, Address.parse(requirements.asset()));
        byte[] signature = secp256k1.sign(authorization.digest(domain), key).toBytes();
        var payload = new PaymentPayload(
                Optional.empty(),
                requirements,
                JsonObject.builder()
                        .put("signature", Hex.encode(signature))
                        .put("authorization", authorization.toJson())
                        .build(),
                JsonObject.EMPTY);
        return new ChaosPayment(
                authorization,
                new FacilitatorRequest(payload, requirements).toJson().toString(),
                HexFormat.of().formatHex(signature));
    }
}
