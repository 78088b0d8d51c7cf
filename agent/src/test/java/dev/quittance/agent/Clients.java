package dev.quittance.agent;

import dev.quittance.agent.journal.PurchaseJournal;
import dev.quittance.agent.signing.PaymentSigner;
import dev.quittance.evm.registry.Registry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Clients under test, which note their pauses and legs instead of waiting. */
final class Clients {
    private Clients() {}

    static final AgentLimits LIMITS = new AgentLimits(
            Duration.ofSeconds(20),
            65_536,
            1 << 20,
            4,
            Duration.ofMillis(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1));

    static PayingClient client(PaymentSigner signer, List<Duration> pauses, List<PurchaseLeg> legs) {
        return client(signer, PurchaseJournal.none(), InstantSource.system(), pauses, legs);
    }

    static PayingClient client(
            PaymentSigner signer,
            PurchaseJournal journal,
            InstantSource clock,
            List<Duration> pauses,
            List<PurchaseLeg> legs) {
        return new PayingClient(
                new AgentEnvironment(HttpClient.newHttpClient(), clock, new SecureRandom(), pauses::add),
                signer,
                journal,
                Registry.builtIn(),
                LIMITS,
                legs::add);
    }

    static HttpRequest get(URI uri) {
        return HttpRequest.newBuilder(uri).build();
    }

    static String code(PurchaseOutcome outcome) {
        return ((PurchaseOutcome.Refused) outcome).refusal().code();
    }
}
