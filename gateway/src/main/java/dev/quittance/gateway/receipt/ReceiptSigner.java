package dev.quittance.gateway.receipt;

import dev.quittance.attestation.caller.AttestedSigner;
import dev.quittance.attestation.caller.SignerNotAttestedException;
import dev.quittance.evm.receipt.ReceiptSignature;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.receipt.Quittance;
import dev.quittance.protocol.receipt.ReceiptDocument;
import dev.quittance.protocol.token.RequestTokenSigner;
import dev.quittance.protocol.token.SignerAnswer;
import dev.quittance.transparency.Presentation;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jboss.logging.Logger;

/** Asks the signer-service for receipts, and believes nothing of the answer that it cannot check. */
public final class ReceiptSigner implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ReceiptSigner.class);
    private static final String UNWITNESSED = " unwitnessed";
    private static final int ANSWER_BYTES_MAX = 256 * 1024;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private final HttpClient http;
    private final URI signer;
    private final String account;
    private final Optional<Address> expected;
    private final Duration timeout;
    private final RequestTokenSigner tokens;
    private final Secp256k1 curve;
    private final Optional<AttestedSigner> attested;
    private volatile Runnable unwitnessed = () -> {};
    private volatile Optional<Address> resolved = Optional.empty();

    /**
     * A client that has not asked anything yet.
     *
     * @param http from {@link #httpClient}; closed with this
     * @param account name of the account that signs
     * @param expected the address that the account must have
     * @param timeout of one exchange
     * @param attested what is expected to answer; absent, whoever answers is believed
     */
    ReceiptSigner(
            HttpClient http,
            URI signer,
            String account,
            Optional<Address> expected,
            Duration timeout,
            RequestTokenSigner tokens,
            Secp256k1 curve,
            Optional<AttestedSigner> attested) {
        this.http = http;
        this.signer = signer;
        this.account = account;
        this.expected = expected;
        this.timeout = timeout;
        this.tokens = tokens;
        this.curve = curve;
        this.attested = attested;
    }

    /**
     * An HTTP client that suits this class.
     *
     * @param trust how the signer is known; absent, by the certificates of the JDK
     */
    static HttpClient httpClient(Optional<SSLContext> trust) {
        var http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER);
        trust.ifPresent(http::sslContext);
        return http.build();
    }

    /** What came of a wish for a receipt. */
    sealed interface Signing {
        record Signed(ReceiptDocument document) implements Signing {}

        /** The signer, or a check of what it gave, says no; asking again is right only after somebody looked. */
        record Refused(String code) implements Signing {}

        /** Asking again is right. */
        record Unavailable(String why) implements Signing {}
    }

    /** Has the quittance signed; the same quittance gives the same signature. */
    Signing sign(Quittance quittance) throws InterruptedException {
        if (resolved.isEmpty()) {
            Optional<Signing> failure = resolve();
            if (failure.isPresent()) {
                return failure.get();
            }
        }
        var body = JsonObject.builder()
                .put("account", resolved.orElseThrow().toString())
                .put("quittance", quittance.toJson())
                .build();
        return switch (exchange("POST", "/v1/receipts", body.toString().getBytes(StandardCharsets.UTF_8))) {
            case SignerAnswer.Given(var given) -> checked(quittance, given);
            case SignerAnswer.Refused(var code) -> new Signing.Refused(code);
            case SignerAnswer.Unavailable(var why) -> new Signing.Unavailable(why);
        };
    }

    private Signing checked(Quittance quittance, JsonObject given) {
        try {
            var document = new ReceiptDocument(quittance, Address.parse(given.text("signer")), given.text("signature"));
            boolean ours = resolved.equals(Optional.of(document.signer()));
            return ours && ReceiptSignature.isGenuine(curve, document)
                    ? new Signing.Signed(document)
                    : new Signing.Refused("not_as_asked");
        } catch (MalformedException e) {
            return new Signing.Refused("not_as_asked");
        }
    }

    /** Finds the account's address; a failure when it cannot be found. */
    private Optional<Signing> resolve() throws InterruptedException {
        return switch (exchange("GET", "/v1/accounts", new byte[0])) {
            case SignerAnswer.Given(var given) -> resolve(given);
            case SignerAnswer.Refused(var code) -> Optional.of(new Signing.Refused(code));
            case SignerAnswer.Unavailable(var why) -> Optional.of(new Signing.Unavailable(why));
        };
    }

    private Optional<Signing> resolve(JsonObject given) {
        try {
            Optional<Address> found = given.objects("accounts").stream()
                    .filter(one ->
                            one.text("name").equals(account) && one.text("kind").equals("receipt"))
                    .map(one -> Address.parse(one.text("address")))
                    .findFirst();
            if (found.isEmpty()) {
                return Optional.of(new Signing.Refused("no_receipt_account"));
            }
            if (expected.isPresent() && !expected.equals(found)) {
                return Optional.of(new Signing.Refused("signer_address_differs"));
            }
            resolved = found;
            LOG.infof("Receipts are signed by %s", found.get());
            return Optional.empty();
        } catch (MalformedException e) {
            return Optional.of(new Signing.Unavailable("the signer's accounts are malformed"));
        }
    }

    /** Shows the signer's log as it was seen. */
    SignerAnswer present(Presentation seen) throws InterruptedException {
        return exchange("POST", Presentation.PATH, seen.toJson().toString().getBytes(StandardCharsets.UTF_8));
    }

    /** What is to be run when the signer waits for a witness. */
    void whenUnwitnessed(Runnable action) {
        unwitnessed = action;
    }

    private SignerAnswer exchange(String method, String path, byte[] body) throws InterruptedException {
        URI uri = signer.resolve(path);
        var request = HttpRequest.newBuilder(uri)
                .timeout(timeout)
                .header("Authorization", "Bearer " + tokens.token(method, uri, body))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            HttpResponse<byte[]> response =
                    attested.isPresent() ? attested.get().send(request, this::send) : send(request);
            SignerAnswer read = SignerAnswer.read(response.statusCode(), response.body());
            if (read instanceof SignerAnswer.Unavailable(var why) && why.endsWith(UNWITNESSED)) {
                unwitnessed.run();
            }
            return read;
        } catch (SignerNotAttestedException e) {
            LOG.errorf("No receipt: %s", e.getMessage());
            return new SignerAnswer.Unavailable(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return new SignerAnswer.Unavailable("the signer gave no answer");
        }
    }

    private HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
        // The request's own timeout ends with the headers; waiting on the future bounds the body too.
        var answer = http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            answer.cancel(true);
            throw new IOException("no answer", e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
