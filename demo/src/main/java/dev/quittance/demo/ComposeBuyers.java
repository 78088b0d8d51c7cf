package dev.quittance.demo;

import dev.quittance.agent.PayingClient;
import dev.quittance.agent.PriceLimit;
import dev.quittance.agent.Purchase;
import dev.quittance.agent.PurchaseOutcome;
import dev.quittance.agent.journal.FileJournal;
import dev.quittance.agent.journal.JournalLimits;
import dev.quittance.agent.signing.PaymentSigner;
import dev.quittance.protocol.MalformedException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** Agents that buy one thing after the other until they are told to stop, and finish each that they began. */
final class ComposeBuyers implements AutoCloseable {
    private static final PriceLimit PRICE_MAX = PriceLimit.parse("$0.01");
    private static final Duration FINISH_LIMIT = Duration.ofMinutes(3);
    private static final Pattern ERROR = Pattern.compile("\"(?:error|code)\"\\s*:\\s*\"([a-z_]{1,64})\"");
    private static final long PAUSE_MS = 500;

    private final PaymentSigner signer;
    private final List<URI> urls;
    private final FileJournal journal;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger paid = new AtomicInteger();
    private final AtomicInteger charged = new AtomicInteger();
    private final ConcurrentHashMap<String, Integer> chargedInVain = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();

    ComposeBuyers(PaymentSigner signer, List<URI> urls, Path journal) throws IOException {
        this.signer = signer;
        this.urls = List.copyOf(urls);
        this.journal = FileJournal.in(journal, JournalLimits.DEFAULTS, InstantSource.system());
    }

    void start(int buyers) {
        for (int i = 0; i < buyers; i++) {
            threads.add(Thread.ofVirtual().name("buyer-" + i).start(this::buyOn));
        }
    }

    /** Purchases that ended with a paid answer. */
    int paid() {
        return paid.get();
    }

    /** Payments that settled: those of {@link #paid}, and those whose answer the upstream then failed to give. */
    int charged() {
        return charged.get();
    }

    /** How many payments settled and were answered with a failure, by the answer's status and error code. */
    Map<String, Integer> chargedInVain() {
        return new TreeMap<>(chargedInVain);
    }

    private static String kind(HttpResponse<byte[]> answer) {
        var code = ERROR.matcher(new String(answer.body(), StandardCharsets.UTF_8));
        return answer.statusCode() + (code.find() ? " " + code.group(1) : " of the upstream");
    }

    /** Purchases that were begun. */
    int begun() {
        return begun.get();
    }

    private void buyOn() {
        try {
            while (!stopped.get()) {
                int number = begun.getAndIncrement();
                buy("purchase-" + number, urls.get(number % urls.size()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failures.add(String.valueOf(e));
        }
    }

    /** Asks for the same purchase again until it is paid: the journal sees to it that it is signed once. */
    private void buy(String key, URI url) throws InterruptedException {
        var purchase = new Purchase(HttpRequest.newBuilder(url).build(), PRICE_MAX, Optional.of(key));
        long end = System.nanoTime() + FINISH_LIMIT.toNanos();
        String last = "";
        while (System.nanoTime() < end) {
            try {
                PurchaseOutcome outcome =
                        PayingClient.with(signer, journal, leg -> {}).buy(purchase, given -> {});
                switch (outcome) {
                    case PurchaseOutcome.Paid(var answer, var settlement) -> {
                        charged.incrementAndGet();
                        if (answer.statusCode() == 200) {
                            paid.incrementAndGet();
                            return;
                        }
                        last = "status " + answer.statusCode();
                        chargedInVain.merge(kind(answer), 1, Integer::sum);
                    }
                    case PurchaseOutcome.Free(var answer) -> last = "not sold, status " + answer.statusCode();
                    case PurchaseOutcome.Refused(var refusal) -> last = refusal.message();
                    case PurchaseOutcome.Pending pending -> last = "pending, " + pending.cause();
                }
            } catch (IOException | MalformedException e) {
                last = String.valueOf(e.getMessage());
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        }
        failures.add(key + ": " + last);
    }

    /** Asks once, and says what came instead of a paid answer; nothing when one came. */
    String tryOnce(URI url) throws InterruptedException {
        var purchase = new Purchase(HttpRequest.newBuilder(url).build(), PRICE_MAX, Optional.of("once"));
        try {
            PurchaseOutcome outcome =
                    PayingClient.with(signer, journal, leg -> {}).buy(purchase, given -> {});
            return switch (outcome) {
                case PurchaseOutcome.Paid paid -> "";
                case PurchaseOutcome.Free(var answer) -> "not sold, status " + answer.statusCode();
                case PurchaseOutcome.Refused(var refusal) -> refusal.message();
                case PurchaseOutcome.Pending pending -> "pending, " + pending.cause();
            };
        } catch (IOException | MalformedException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /**
     * Lets every purchase come to its end.
     *
     * @throws DemoFailedException when one did not
     */
    void finish() throws InterruptedException {
        stopped.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        if (!failures.isEmpty() || paid() != begun()) {
            throw new DemoFailedException(
                    "of " + begun() + " purchases " + paid() + " were paid; " + String.join("; ", failures));
        }
    }

    @Override
    public void close() {
        stopped.set(true);
        threads.forEach(Thread::interrupt);
    }
}
