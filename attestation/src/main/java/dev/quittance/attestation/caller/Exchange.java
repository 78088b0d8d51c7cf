package dev.quittance.attestation.caller;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** How a caller sends requests to the signer: with its own client, limits and timeouts. */
@FunctionalInterface
public interface Exchange {
    /** Sends the request and waits for the whole answer, a bounded time and a bounded size. */
    HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException;
}
