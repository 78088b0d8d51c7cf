package dev.quittance.agent;

import dev.quittance.agent.signing.PaymentSigner;
import dev.quittance.agent.signing.PaymentSigner.Signing;
import dev.quittance.evm.registry.Registry;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequired;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An HTTP client that pays. One purchase signs at most one authorization, never above its limit; while the outcome is open it
 * sends the same payment again and never signs another. Thread-safe when signer and observer are.
 */
public final class PayingClient {
    private final HttpClient http;
    private final PaymentSigner signer;
    private final Registry registry;
    private final AgentLimits limits;
    private final SecureRandom random;
    private final PaymentSending sending;
    private final Consumer<PurchaseLeg> observer;

    /**
     * Puts a client together.
     *
     * @param http must not follow redirects: the payment would follow to whoever the server names
     * @param pause waits between two sendings of a payment
     * @throws IllegalArgumentException when {@code http} follows redirects
     */
    public PayingClient(
            HttpClient http,
            PaymentSigner signer,
            Registry registry,
            AgentLimits limits,
            SecureRandom random,
            Pause pause,
            Consumer<PurchaseLeg> observer) {
        if (http.followRedirects() != HttpClient.Redirect.NEVER) {
            throw new IllegalArgumentException("a paying client must not follow redirects");
        }
        this.http = http;
        this.signer = signer;
        this.registry = registry;
        this.limits = limits;
        this.random = random;
        this.sending = new PaymentSending(http, limits, pause, observer);
        this.observer = observer;
    }

    /** A client for the chains and assets that Quittance knows, with {@link AgentLimits#DEFAULTS}. */
    public static PayingClient with(PaymentSigner signer, Consumer<PurchaseLeg> observer) {
        return new PayingClient(
                httpClient(),
                signer,
                Registry.builtIn(),
                AgentLimits.DEFAULTS,
                new SecureRandom(),
                Thread::sleep,
                observer);
    }

    /** An HTTP client that suits this class and the signer's connection. */
    public static HttpClient httpClient() {
        return HttpClient.newBuilder()
                // Over plain HTTP the JDK would ask each server to upgrade to HTTP/2, which proxies take amiss.
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /**
     * Asks, pays when asked to, and asks again.
     *
     * @param request sent unchanged both times; its body must be one that can be sent twice
     * @param priceMax the most that this purchase may cost
     * @throws IOException when the server could not be asked at all; nothing was signed
     * @throws InterruptedException when interrupted before anything was sent that could cost money
     * @throws IllegalArgumentException when the request carries a payment already
     */
    public PurchaseOutcome buy(HttpRequest request, PriceLimit priceMax) throws IOException, InterruptedException {
        String paymentHeader = PaymentHeader.PAYMENT_SIGNATURE.headerName();
        if (request.headers().firstValue(paymentHeader).isPresent()) {
            throw new IllegalArgumentException("the request carries a payment already");
        }
        HttpResponse<byte[]> answer = http.send(sending.bounded(request), sending.boundedBody());
        if (answer.statusCode() != 402) {
            return new PurchaseOutcome.Free(answer);
        }
        PaymentRequired challenge;
        try {
            challenge = Challenge.read(answer.headers(), limits.challengeCharsMax());
        } catch (MalformedException e) {
            return new PurchaseOutcome.Refused(new Refusal.MalformedChallenge(message(e)));
        }
        observer.accept(new PurchaseLeg.Challenged(challenge));
        return switch (OfferChoice.among(challenge.accepts(), priceMax, registry)) {
            case OfferChoice.None(Refusal refusal) -> new PurchaseOutcome.Refused(refusal);
            case OfferChoice.Chosen(PaymentRequirements accepted) -> pay(request, challenge, accepted);
        };
    }

    /** Sends a payment again whose outcome was left open. */
    public PurchaseOutcome resume(UnsettledPayment payment) {
        return sending.send(payment);
    }

    private PurchaseOutcome pay(HttpRequest request, PaymentRequired challenge, PaymentRequirements accepted)
            throws InterruptedException {
        byte[] nonce = new byte[Bytes32.LENGTH];
        random.nextBytes(nonce);
        return switch (signer.sign(accepted, new Bytes32(nonce))) {
            case Signing.Denied(String code, String detail) ->
                new PurchaseOutcome.Refused(new Refusal.SigningRefused(code, detail));
            case Signing.Signed signed -> {
                Optional<String> fault = fault(signed.authorization(), accepted, new Bytes32(nonce));
                if (fault.isPresent()) {
                    yield new PurchaseOutcome.Refused(new Refusal.SigningRefused("signer_mismatch", fault.get()));
                }
                observer.accept(new PurchaseLeg.Authorized(accepted, signed.authorization()));
                yield sending.send(payment(request, challenge, accepted, signed));
            }
        };
    }

    /** The signer is believed for who pays and how long, and for nothing else. */
    private static Optional<String> fault(
            TransferAuthorization authorization, PaymentRequirements accepted, Bytes32 nonce) {
        boolean asRequired = authorization.value().equals(accepted.amount())
                && authorization.to().toString().equalsIgnoreCase(accepted.payTo())
                && authorization.nonce().equals(nonce);
        return asRequired ? Optional.empty() : Optional.of("it signed something other than what it was asked to");
    }

    private static UnsettledPayment payment(
            HttpRequest request, PaymentRequired challenge, PaymentRequirements accepted, Signing.Signed signed) {
        var payload = new PaymentPayload(
                Optional.of(challenge.resource()),
                accepted,
                JsonObject.builder()
                        .put("signature", Hex.encode(signed.signature().toBytes()))
                        .put("authorization", signed.authorization().toJson())
                        .build(),
                challenge.extensions());
        HttpRequest paid = HttpRequest.newBuilder(request, (name, value) -> true)
                .header(PaymentHeader.PAYMENT_SIGNATURE.headerName(), PaymentHeader.encode(payload.toJson()))
                .build();
        return new UnsettledPayment(paid, accepted, signed.authorization());
    }

    private static String message(MalformedException e) {
        return Optional.ofNullable(e.getMessage()).orElse("malformed");
    }
}
