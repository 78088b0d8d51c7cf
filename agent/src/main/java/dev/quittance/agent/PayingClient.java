package dev.quittance.agent;

import dev.quittance.agent.journal.PurchaseJournal;
import dev.quittance.agent.journal.PurchaseRecord;
import dev.quittance.agent.signing.PaymentSigner;
import dev.quittance.evm.registry.Registry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/**
 * An HTTP client that pays. One purchase signs at most one authorization, never above its limit; while the outcome is open it
 * sends the same payment again and never signs another. With a journal that holds over crashes: whatever happened to an
 * earlier run of the same purchase, its payment goes on. Thread-safe when signer and observer are.
 */
public final class PayingClient {
    private static final Duration CLAIM_POLL = Duration.ofMillis(100);

    private final AgentEnvironment environment;
    private final PurchaseJournal journal;
    private final AgentLimits limits;
    private final PaymentMaking making;
    private final PaymentSending sending;
    private final Consumer<PurchaseLeg> observer;

    public PayingClient(
            AgentEnvironment environment,
            PaymentSigner signer,
            PurchaseJournal journal,
            Registry registry,
            AgentLimits limits,
            Consumer<PurchaseLeg> observer) {
        this.environment = environment;
        this.journal = journal;
        this.limits = limits;
        this.sending = new PaymentSending(environment, limits, observer);
        this.making = new PaymentMaking(environment, signer, registry, limits, sending, observer);
        this.observer = observer;
    }

    /** A client for the chains and assets that Quittance knows, with {@link AgentLimits#DEFAULTS}. */
    public static PayingClient with(PaymentSigner signer, PurchaseJournal journal, Consumer<PurchaseLeg> observer) {
        return new PayingClient(
                AgentEnvironment.system(), signer, journal, Registry.builtIn(), AgentLimits.DEFAULTS, observer);
    }

    /** The same without a journal: a purchase whose process dies is lost from sight. */
    public static PayingClient with(PaymentSigner signer, Consumer<PurchaseLeg> observer) {
        return with(signer, PurchaseJournal.none(), observer);
    }

    /** An HTTP client that suits this class and the signer's connection. */
    public static HttpClient httpClient() {
        return httpClientBuilder().build();
    }

    /** The same for a signer that is known by certificates of its own: {@link dev.quittance.protocol.token.SignerTrust}. */
    public static HttpClient httpClient(SSLContext trust) {
        return httpClientBuilder().sslContext(trust).build();
    }

    private static HttpClient.Builder httpClientBuilder() {
        return HttpClient.newBuilder()
                // Over plain HTTP the JDK would ask each server to upgrade to HTTP/2, which proxies take amiss.
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .followRedirects(HttpClient.Redirect.NEVER);
    }

    /** Buys; the answer counts as delivered when this returns it. */
    public PurchaseOutcome buy(HttpRequest request, PriceLimit priceMax) throws IOException, InterruptedException {
        return buy(Purchase.of(request, priceMax), outcome -> {});
    }

    /**
     * Asks, pays when asked to, and asks again; or goes on with what an earlier run of this purchase left.
     *
     * @param delivery gets the outcome before the purchase is marked as finished: when it throws, or the process dies in it,
     *     the next run gets the same answer and pays nothing
     * @throws IOException when the server could not be asked at all, or the journal cannot be used; nothing was sent that
     *     could cost money
     * @throws InterruptedException when interrupted before anything was sent that could cost money
     */
    public PurchaseOutcome buy(Purchase purchase, Consumer<PurchaseOutcome> delivery)
            throws IOException, InterruptedException {
        return claimed(purchase, entry -> making.buy(purchase, entry), delivery);
    }

    /** Sends a payment again whose outcome was left open. */
    public PurchaseOutcome resume(UnsettledPayment payment) {
        try {
            return claimed(payment.purchase(), entry -> sending.send(payment, true), outcome -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new PurchaseOutcome.Pending(payment, PendingCause.INTERRUPTED, Optional.empty());
        }
    }

    private interface Work {
        SendingResult with(PurchaseJournal.Entry entry) throws IOException, InterruptedException;
    }

    private PurchaseOutcome claimed(Purchase purchase, Work work, Consumer<PurchaseOutcome> delivery)
            throws IOException, InterruptedException {
        Optional<PurchaseJournal.Entry> claim = claim(purchase);
        if (claim.isEmpty()) {
            var busy = new PurchaseOutcome.Refused(new Refusal.InProgress(limits.claimWait()));
            delivery.accept(busy);
            return busy;
        }
        try (PurchaseJournal.Entry entry = claim.get()) {
            SendingResult result = work.with(entry);
            delivery.accept(result.outcome());
            result.mark().ifPresent(mark -> finish(entry, mark));
            return result.outcome();
        }
    }

    private Optional<PurchaseJournal.Entry> claim(Purchase purchase) throws IOException, InterruptedException {
        var key = purchase.key();
        Optional<PurchaseJournal.Entry> claim = journal.claim(key);
        if (claim.isEmpty()) {
            observer.accept(new PurchaseLeg.Queued(limits.claimWait()));
        }
        for (long polls = limits.claimWait().dividedBy(CLAIM_POLL); claim.isEmpty() && polls > 0; polls--) {
            environment.pause().sleep(CLAIM_POLL);
            claim = journal.claim(key);
        }
        return claim;
    }

    /** The caller has the answer: that the mark failed must not take it away. */
    private void finish(PurchaseJournal.Entry entry, PurchaseRecord.Finished mark) {
        try {
            entry.finish(mark);
        } catch (IOException e) {
            observer.accept(
                    new PurchaseLeg.Unmarked(Optional.ofNullable(e.getMessage()).orElse("input or output failed")));
        }
    }
}
