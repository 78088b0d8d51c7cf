package dev.quittance.attestation.caller;

import dev.quittance.attestation.Challenge;
import dev.quittance.attestation.DocumentVerifier;
import dev.quittance.attestation.Verification;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Asks a signer for its document over a nonce of its own, and judges what comes. */
public final class DocumentRequest {
    private static final String PATH = "/attestation";
    private static final int OK = 200;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final URI signer;
    private final DocumentVerifier verifier;
    private final Random random;
    private final Consumer<Verification> heard;

    /**
     * Asks nothing yet.
     *
     * @param signer its address, without path
     * @param random of nonces, unpredictable
     * @param heard takes what became of each document
     */
    public DocumentRequest(URI signer, DocumentVerifier verifier, Random random, Consumer<Verification> heard) {
        this.signer = signer;
        this.verifier = verifier;
        this.random = random;
        this.heard = heard;
    }

    /**
     * A run of a signer whose document is believed.
     *
     * @param tlsKey that the connection showed, SubjectPublicKeyInfo; absent without TLS
     */
    public record Believed(Verification.Attested document, Optional<byte[]> tlsKey) {}

    /**
     * Asks once.
     *
     * @throws SignerNotAttestedException when there is no document, or it is not believed
     * @throws IOException when the exchange fails
     */
    public Believed send(Exchange exchange) throws IOException, InterruptedException {
        Challenge challenge = Challenge.draw(random);
        String body = JsonObject.builder()
                .put("nonce", Hex.encode(challenge.nonce()))
                .build()
                .toString();
        HttpResponse<byte[]> answer = exchange.send(HttpRequest.newBuilder(signer.resolve(PATH))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.UTF_8)))
                .build());
        Optional<byte[]> shown = tlsKey(answer);
        Verification judged = verifier.verify(document(answer), challenge, shown);
        heard.accept(judged);
        return switch (judged) {
            case Verification.Refused(var refusal) -> throw new SignerNotAttestedException(refusal);
            case Verification.Attested attested -> new Believed(attested, shown);
        };
    }

    private static byte[] document(HttpResponse<byte[]> answer) throws SignerNotAttestedException {
        if (answer.statusCode() != OK) {
            throw new SignerNotAttestedException("it answers " + answer.statusCode() + " when asked for a document");
        }
        try {
            return Hex.decode(JsonObject.parse(answer.body()).text("document"));
        } catch (MalformedException e) {
            throw new SignerNotAttestedException("it gives no document");
        }
    }

    /** The key at the other end of the connection; absent without TLS. */
    static Optional<byte[]> tlsKey(HttpResponse<byte[]> answer) throws SignerNotAttestedException {
        if (answer.sslSession().isEmpty()) {
            return Optional.empty();
        }
        try {
            Certificate[] chain = answer.sslSession().get().getPeerCertificates();
            return Optional.of(chain[0].getPublicKey().getEncoded());
        } catch (SSLPeerUnverifiedException e) {
            throw new SignerNotAttestedException("it shows no certificate");
        }
    }
}
