package dev.quittance.agent.ceremony;

import dev.quittance.attestation.box.Box;
import dev.quittance.attestation.caller.DocumentRequest;
import dev.quittance.attestation.caller.Expectation;
import dev.quittance.attestation.caller.SignerNotAttestedException;
import dev.quittance.attestation.manifest.Envelope;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/** The steps of a ceremony over HTTP. They need no token: nobody is known to a signer that has no root. */
public final class CeremonyClient {
    private static final int ANSWER_BYTES_MAX = 256 * 1024;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final HttpClient http;
    private final URI base;

    /**
     * Opens nothing yet.
     *
     * @param base where the signer listens, without path
     */
    public CeremonyClient(HttpClient http, URI base) {
        this.http = http;
        this.base = base;
    }

    /** Where the signer stands. */
    public CeremonyState state() throws IOException, InterruptedException, CeremonyRefusedException {
        return send(request("/v1/ceremony").GET());
    }

    /** Offers a manifest. */
    public CeremonyState offer(Envelope envelope) throws IOException, InterruptedException, CeremonyRefusedException {
        return send(request("/v1/manifest").PUT(json(envelope.toJson())));
    }

    /** Brings a share that was closed for the signer's ceremony key. */
    public CeremonyState bring(int index, Box box) throws IOException, InterruptedException, CeremonyRefusedException {
        var body = JsonObject.builder()
                .put("index", Integer.toString(index))
                .put("box", box.toString())
                .build();
        return send(request("/v1/ceremony/shares").POST(json(body)));
    }

    /** Brings the root that the signer before closed for this one's ceremony key. */
    public CeremonyState inherit(Box box) throws IOException, InterruptedException, CeremonyRefusedException {
        var body = JsonObject.builder().put("box", box.toString()).build();
        return send(request("/v1/ceremony/root").POST(json(body)));
    }

    /**
     * The signer's attestation document over a nonce, as 0x and hexadecimal digits; proves nothing before it was verified.
     *
     * @param nonce 0x and hexadecimal digits
     */
    public String document(String nonce) throws IOException, InterruptedException, CeremonyRefusedException {
        var body = JsonObject.builder().put("nonce", nonce).build();
        return ask(request("/attestation").POST(json(body))).text("document");
    }

    /**
     * Asks the signer for its document and believes it, or not.
     *
     * @throws CeremonyRefusedException when it is not what is expected; the message ends with the rule
     */
    public AttestedRun attest(Expectation expected) throws IOException, InterruptedException, CeremonyRefusedException {
        var documents =
                new DocumentRequest(base, expected.verifier(InstantSource.system()), new SecureRandom(), _ -> {});
        try {
            return new AttestedRun(documents.send(this::exchange).document());
        } catch (SignerNotAttestedException e) {
            throw new CeremonyRefusedException(String.valueOf(e.getMessage()));
        }
    }

    private HttpResponse<byte[]> exchange(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(TIMEOUT).header("Content-Type", "application/json");
    }

    private static HttpRequest.BodyPublisher json(JsonObject body) {
        return BodyPublishers.ofString(body.toString());
    }

    private CeremonyState send(HttpRequest.Builder request)
            throws IOException, InterruptedException, CeremonyRefusedException {
        try {
            return CeremonyState.parse(ask(request));
        } catch (MalformedException | IllegalArgumentException e) {
            throw new IOException("the signer answered in another form", e);
        }
    }

    private JsonObject ask(HttpRequest.Builder request)
            throws IOException, InterruptedException, CeremonyRefusedException {
        HttpResponse<byte[]> answer = exchange(request.build());
        try {
            JsonObject json = JsonObject.parse(answer.body());
            if (answer.statusCode() == 200) {
                return json;
            }
            throw new CeremonyRefusedException(json.optionalText("code").orElse("status " + answer.statusCode()) + ": "
                    + json.optionalText("detail").orElse("no detail"));
        } catch (MalformedException e) {
            throw new IOException("the signer answered " + answer.statusCode() + " in another form", e);
        }
    }
}
