package dev.quittance.e2e.chaos;

import dev.quittance.e2e.Payer;
import dev.quittance.e2e.chaos.ShopPurchase.Told;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.PaymentRequired;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A client that buys one thing after the other through the gateway, and sends the same payment until it is over. */
final class ShopBuyer {
    /** What a buyer notes when an answer did not come in time. */
    static final String HUNG = "no answer in time";

    private static final List<Offer> OFFERS = List.of(Offer.values());
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
    private static final int HEADER_CHARS_MAX = 65_536;
    private static final int COPIES = 2;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();
    private final Payer payer = new Payer();
    private final List<ShopPurchase> purchases = new CopyOnWriteArrayList<>();
    private final List<Told> unpaid = new CopyOnWriteArrayList<>();
    private final Random random;
    private final URI gateway;

    ShopBuyer(long seed, URI gateway) {
        this.random = new Random(seed);
        this.gateway = gateway;
    }

    Address address() {
        return payer.address();
    }

    /** Every purchase that it ever began. */
    List<ShopPurchase> purchases() {
        return List.copyOf(purchases);
    }

    /** What it was told when it showed no payment. */
    List<Told> unpaid() {
        return List.copyOf(unpaid);
    }

    /** Buys while told to go on; leaves the last purchase as it is. */
    void buy(BooleanSupplier goesOn) throws InterruptedException {
        while (goesOn.getAsBoolean()) {
            Offer offer = OFFERS.get(random.nextInt(OFFERS.size()));
            var challenge = ask(offer);
            if (challenge.isPresent()) {
                var purchase = sign(offer, challenge.get());
                while (goesOn.getAsBoolean() && !purchase.isOver()) {
                    sendCopies(purchase, random.nextInt(4) == 0 ? COPIES : 1);
                    rest();
                }
            } else {
                rest();
            }
        }
    }

    private void rest() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(20 + random.nextInt(200));
    }

    /** Asks without a payment, for what is to be paid. */
    Optional<PaymentRequired> ask(Offer offer) throws InterruptedException {
        try {
            var answer = http.send(request(offer).build(), BodyHandlers.ofString());
            unpaid.add(told(answer));
            return answer.headers()
                    .firstValue(PaymentHeader.PAYMENT_REQUIRED.headerName())
                    .map(value -> PaymentRequired.fromJson(PaymentHeader.decode(value, HEADER_CHARS_MAX)));
        } catch (IOException e) {
            unpaid.add(failure(e));
            return Optional.empty();
        }
    }

    /** Signs a payment; sends nothing. */
    ShopPurchase sign(Offer offer, PaymentRequired challenge) {
        var payment = payer.pay(challenge);
        var authorization = TransferAuthorization.fromJson(payment.payload().object("authorization"));
        var purchase = new ShopPurchase(offer, authorization, PaymentHeader.encode(payment.toJson()));
        purchases.add(purchase);
        return purchase;
    }

    /** Sends once more what is not over. */
    void insist() {
        purchases.stream().filter(purchase -> !purchase.isOver()).forEach(this::send);
    }

    /** Sends everything once more. */
    void replayAll() {
        purchases.forEach(this::send);
    }

    private void sendCopies(ShopPurchase purchase, int copies) {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int copy = 0; copy < copies; copy++) {
                executor.execute(() -> send(purchase));
            }
        }
    }

    /** Sends the payment and notes the answer. */
    void send(ShopPurchase purchase) {
        var request = request(purchase.offer())
                .header(PaymentHeader.PAYMENT_SIGNATURE.headerName(), purchase.header())
                .build();
        try {
            purchase.tell(told(http.send(request, BodyHandlers.ofString())));
        } catch (IOException e) {
            purchase.tell(failure(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpRequest.Builder request(Offer offer) {
        var body = offer.method().equals("POST")
                ? HttpRequest.BodyPublishers.ofString("{\"what\":\"" + offer.route() + "\"}")
                : HttpRequest.BodyPublishers.noBody();
        return HttpRequest.newBuilder(gateway.resolve(offer.path()))
                .timeout(ANSWER_LIMIT)
                .method(offer.method(), body);
    }

    private static Told told(HttpResponse<String> answer) {
        return new Told(
                answer.statusCode(),
                answer.body(),
                answer.headers().firstValue("Content-Type").orElse(""),
                answer.headers().firstValue(PaymentHeader.PAYMENT_RESPONSE.headerName()),
                answer.headers().firstValue(ShopUpstream.MARK).isPresent());
    }

    private static Told failure(IOException failure) {
        boolean hung = failure instanceof HttpTimeoutException && !(failure instanceof HttpConnectTimeoutException);
        return Told.nothing(hung ? HUNG : failure.toString());
    }
}
