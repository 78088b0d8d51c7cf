package dev.quittance.attestation.caller;

import dev.quittance.attestation.LiveSignature;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.MalformedException;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the signer for its document before the first request, and lets only answers through that a key of a believed document
 * vouches for. A signer that was started anew has a new live key, and is asked for its document then; so are replicas, each by
 * its key.
 */
public final class AttestedSigner {
    /** Replicas behind one address, and those of an upgrade. */
    private static final int KEYS_MAX = 8;
    /** Documents asked for because of one answer: behind one address another replica may give them. */
    private static final int ATTEMPTS_MAX = 4;

    private final DocumentRequest documents;
    private final InstantSource clock;
    private final Duration life;
    private final Map<String, AttestedKey> keys = new LinkedHashMap<>();

    /**
     * A signer that nothing is known of yet.
     *
     * @param life how long a document is believed before the next one is asked for
     */
    AttestedSigner(DocumentRequest documents, InstantSource clock, Duration life) {
        this.documents = documents;
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
        Optional<byte[]> shown = DocumentRequest.tlsKey(answer);
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
        DocumentRequest.Believed believed = documents.send(exchange);
        byte[] liveKey = believed.document().liveKey();
        remember(cacheKey(LiveSignature.keyId(liveKey), believed.tlsKey()), liveKey);
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
