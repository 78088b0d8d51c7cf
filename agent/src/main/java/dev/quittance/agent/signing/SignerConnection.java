package dev.quittance.agent.signing;

import dev.quittance.attestation.caller.AttestedSigner;
import dev.quittance.attestation.caller.Expectation;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.token.RequestTokenSigner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Speaks to the signer-service as one principal: each request carries a token for itself alone. */
public final class SignerConnection {
    private static final int ANSWER_BYTES_MAX = 256 * 1024;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration DOCUMENT_LIFE = Duration.ofMinutes(10);

    private final HttpClient http;
    private final URI base;
    private final RequestTokenSigner tokens;
    private final Optional<AttestedSigner> attested;

    /**
     * Opens nothing yet.
     *
     * @param base where the signer listens, without path; its host and port are part of every token
     */
    public SignerConnection(HttpClient http, URI base, RequestTokenSigner tokens) {
        this(http, base, tokens, Optional.empty());
    }

    /**
     * The same for a signer of which something is expected.
     *
     * @param expected what must run there; absent, whoever answers is believed
     */
    public SignerConnection(HttpClient http, URI base, RequestTokenSigner tokens, Optional<Expectation> expected) {
        this.http = http;
        this.base = base;
        this.tokens = tokens;
        this.attested =
                expected.map(each -> each.signer(base, new SecureRandom(), InstantSource.system(), DOCUMENT_LIFE));
    }

    /** An account of the principal; {@code kind} is {@code payer} or {@code relay}. */
    public record Account(String name, Address address, String kind) {}

    /**
     * The principal's own accounts.
     *
     * @throws IOException when the signer cannot be reached, refuses, or answers something else
     */
    public List<Account> accounts() throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = send("GET", "/v1/accounts", new byte[0]);
        if (answer.statusCode() != 200) {
            throw new IOException("the signer answered " + answer.statusCode() + " to /v1/accounts");
        }
        try {
            return JsonObject.parse(answer.body()).objects("accounts").stream()
                    .map(json -> new Account(json.text("name"), Address.parse(json.text("address")), json.text("kind")))
                    .toList();
        } catch (MalformedException e) {
            throw new IOException("the signer's list of accounts cannot be read", e);
        }
    }

    HttpResponse<byte[]> post(String path, JsonObject body) throws IOException, InterruptedException {
        return send("POST", path, body.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sends a request as the principal, with a token for it alone.
     *
     * @param body empty when there is none
     * @throws IOException when the signer cannot be reached, or is not the one that is expected
     */
    public HttpResponse<byte[]> send(String method, String path, byte[] body) throws IOException, InterruptedException {
        URI uri = base.resolve(path);
        var request = HttpRequest.newBuilder(uri)
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + tokens.token(method, uri, body))
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (body.length > 0) {
            request.header("Content-Type", "application/json");
        }
        return attested.isPresent() ? attested.get().send(request.build(), this::exchange) : exchange(request.build());
    }

    private HttpResponse<byte[]> exchange(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
    }
}
