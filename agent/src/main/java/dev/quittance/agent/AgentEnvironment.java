package dev.quittance.agent;

import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.InstantSource;

/**
 * What a client needs of the world. The JDK's HTTP client repeats a GET by itself when a kept connection breaks; start the JVM
 * with {@code -Djdk.httpclient.redirects.retrylimit=1}, or a server's no to the hidden repetition passes for its no to the
 * payment.
 *
 * @param http must not follow redirects: the payment would follow to whoever the server names
 * @param pause waits between two sendings of a payment
 */
public record AgentEnvironment(HttpClient http, InstantSource clock, SecureRandom random, Pause pause) {

    /** Refuses an HTTP client that follows redirects. */
    public AgentEnvironment {
        if (http.followRedirects() != HttpClient.Redirect.NEVER) {
            throw new IllegalArgumentException("a paying client must not follow redirects");
        }
    }

    public static AgentEnvironment system() {
        return new AgentEnvironment(
                PayingClient.httpClient(), InstantSource.system(), new SecureRandom(), Thread::sleep);
    }
}
