package dev.quittance.attestation.caller;

import dev.quittance.attestation.Challenge;
import dev.quittance.attestation.DocumentVerifier;
import dev.quittance.attestation.LiveSignature;
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
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Asks the signer for its document before the first request, and lets only answers through that a key of a believed document
 * vouches for. A signer that was started anew has a new live key, and is asked for its document then; so are replicas, each by
 * its key.
 */
public final class AttestedSigner {
    private static final String PATH = "/attestation";
    private static final int OK = 200;
    /** Replicas behind one address, and those of an upgrade. */
    private static final int KEYS_MAX = 8;
    /** Documents asked for because of one answer: behind one address another replica may give them. */
    private static final int ATTEMPTS_MAX = 4;

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final URI signer;
    private final DocumentVerifier verifier;
    private final Random random;
    private final InstantSource clock;
    private final Duration life;
    private final Map<String, AttestedKey> keys = new LinkedHashMap<>();

    /**
     * A signer that nothing is known of yet.
     *
     * @param signer its address, without path
     * @param random of nonces, unpredictable
     * @param life how long a document is believed before the next one is asked for
     */
    public AttestedSigner(URI signer, DocumentVerifier verifier, Random random, InstantSource clock, Duration life) {
        this.signer = signer;
        this.verifier = verifier;
        this.random = random;
        this.clock = clock;
        this.life = life;
    }

    /**
     * Sends a request that carries a request token, if the signer is attested, and returns the answer if its live key vouches
     * for it.
     *
     * @throws SignerNotAttestedException when either is not so; the request may have been sent
     * @throws IOException when the exchange fails
     */
    public HttpResponse<byte[]> send(HttpRequest request, Exchange exchange) throws IOException, InterruptedException {
        String authorization = request.headers().firstValue("Authorization").orElse("");
        if (!isKnown()) {
            attest(exchange);
        }
        HttpRequest asking = HttpRequest.newBuilder(request, (_, _) -> true)
                .setHeader(LiveSignature.KEY_HEADER, "wanted")
                .build();
        HttpResponse<byte[]> answer = exchange.send(asking);
        AttestedKey key = keyOf(answer, exchange);
        byte[] message = LiveSignature.message(authorization, answer.statusCode(), answer.body());
        if (!LiveSignature.isGenuine(key.liveKey(), message, signature(answer))) {
            throw new SignerNotAttestedException("its live key did not sign this answer");
        }
        return answer;
    }

    private AttestedKey keyOf(HttpResponse<byte[]> answer, Exchange exchange) throws IOException, InterruptedException {
        String id = answer.headers()
                .firstValue(LiveSignature.KEY_HEADER)
                .orElseThrow(() -> new SignerNotAttestedException("nobody vouches for its answer"));
        Optional<byte[]> shown = tlsKey(answer);
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            Optional<AttestedKey> key = known(cacheKey(id, shown));
            if (key.isPresent()) {
                return key.get();
            }
            attest(exchange);
        }
        throw new SignerNotAttestedException("there is no document of the key that answered");
    }

    private void attest(Exchange exchange) throws IOException, InterruptedException {
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
        switch (verifier.verify(document(answer), challenge, shown)) {
            case Verification.Refused(var refusal) -> throw new SignerNotAttestedException(refusal);
            case Verification.Attested attested ->
                remember(cacheKey(LiveSignature.keyId(attested.liveKey()), shown), attested.liveKey());
        }
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

    private static byte[] signature(HttpResponse<byte[]> answer) {
        try {
            return answer.headers()
                    .firstValue(LiveSignature.SIGNATURE_HEADER)
                    .map(Hex::decode)
                    .orElse(new byte[0]);
        } catch (MalformedException e) {
            return new byte[0];
        }
    }

    /** The key at the other end of the connection; absent without TLS. */
    private static Optional<byte[]> tlsKey(HttpResponse<byte[]> answer) throws SignerNotAttestedException {
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

    /** A live key is believed on connections that show the TLS key with which its document was checked. */
    private static String cacheKey(String keyId, Optional<byte[]> shown) {
        return keyId + " " + shown.map(LiveSignature::keyId).orElse("");
    }

    private synchronized boolean isKnown() {
        keys.values().removeIf(key -> !clock.instant().isBefore(key.until()));
        return !keys.isEmpty();
    }

    private synchronized Optional<AttestedKey> known(String key) {
        return isKnown() ? Optional.ofNullable(keys.get(key)) : Optional.empty();
    }

    private synchronized void remember(String key, byte[] liveKey) {
        keys.remove(key);
        keys.put(key, new AttestedKey(liveKey, clock.instant().plus(life)));
        if (keys.size() > KEYS_MAX) {
            keys.remove(keys.keySet().iterator().next());
        }
    }
}
