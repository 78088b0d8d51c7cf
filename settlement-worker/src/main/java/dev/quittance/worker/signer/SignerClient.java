package dev.quittance.worker.signer;

import dev.quittance.attestation.caller.AttestedSigner;
import dev.quittance.attestation.caller.SignerNotAttestedException;
import dev.quittance.evm.Bytes;
import dev.quittance.evm.registry.Chain;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.evm.transaction.SignedTransaction;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.token.RequestTokenSigner;
import dev.quittance.protocol.token.SignerAnswer;
import dev.quittance.transparency.Presentation;
import dev.quittance.transparency.Reception;
import dev.quittance.worker.attempt.Attempt;
import dev.quittance.worker.settlement.Trace;
import dev.quittance.worker.signer.SignerException.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Asks the signer-service over HTTP, and believes nothing of the answer that it cannot check. */
public final class SignerClient {
    private static final long ANSWER_BYTES_MAX = 512 * 1024;
    private static final String ACCOUNTS = "/v1/accounts";
    private static final String UNWITNESSED = " unwitnessed";
    private static final String RELAY_TRANSACTIONS = "/v1/relay-transactions";

    private final HttpClient http;
    private final URI signer;
    private final Duration timeout;
    private final RequestTokenSigner tokens;
    private final Secp256k1 curve;
    private final Chain chain;
    private final Optional<AttestedSigner> attested;
    private volatile Runnable unwitnessed = () -> {};

    /**
     * A client of one signer.
     *
     * @param http with a connect timeout, following no redirects
     * @param timeout of one exchange
     * @param attested what is expected to answer; absent, whoever answers is believed
     */
    public SignerClient(
            HttpClient http,
            URI signer,
            Duration timeout,
            RequestTokenSigner tokens,
            Secp256k1 curve,
            Chain chain,
            Optional<AttestedSigner> attested) {
        this.http = http;
        this.signer = signer;
        this.timeout = timeout;
        this.tokens = tokens;
        this.curve = curve;
        this.chain = chain;
        this.attested = attested;
    }

    /** The relay accounts that the signer keeps for this worker. */
    public List<Address> relayAccounts() throws SignerException, InterruptedException {
        JsonObject answer = exchange("GET", ACCOUNTS, new byte[0], Optional.empty());
        try {
            return answer.objects("accounts").stream()
                    .filter(account -> account.text("kind").equals("relay"))
                    .map(account -> Address.parse(account.text("address")))
                    .toList();
        } catch (MalformedException e) {
            throw new SignerException(Kind.UNAVAILABLE, "the signer's accounts are malformed: " + e.getMessage());
        }
    }

    /**
     * Has the attempt's transaction built and signed; the same attempt gives the same bytes.
     *
     * @throws SignerException when there is no transaction, or another one than was asked for
     */
    public SignedTransaction sign(Attempt attempt) throws SignerException, InterruptedException {
        byte[] body = RelayTransaction.facts(attempt, chain).toString().getBytes(StandardCharsets.UTF_8);
        JsonObject answer = exchange("POST", RELAY_TRANSACTIONS, body, Trace.parent(attempt.members()));
        try {
            SignedTransaction signed = SignedTransaction.decode(Bytes.parse(answer.text("rawTransaction")));
            requireAsAsked(attempt, signed, Bytes32.parse(answer.text("transactionHash")));
            return signed;
        } catch (MalformedException e) {
            throw new SignerException(Kind.NOT_AS_ASKED, "the signer's transaction is malformed: " + e.getMessage());
        }
    }

    private void requireAsAsked(Attempt attempt, SignedTransaction signed, Bytes32 hash) throws SignerException {
        if (!signed.transaction().equals(RelayTransaction.expected(attempt, chain))) {
            throw new SignerException(Kind.NOT_AS_ASKED, "the signer built another transaction than was asked for");
        }
        if (!signed.hash().equals(hash)) {
            throw new SignerException(Kind.NOT_AS_ASKED, "the signer's hash is not the transaction's");
        }
        if (signed.sender(curve).filter(attempt.laneAddress()::equals).isEmpty()) {
            throw new SignerException(Kind.NOT_AS_ASKED, "the signer signed with another account than the lane's");
        }
    }

    /** Shows the signer's log as it was seen, and reads what the signer says to that. */
    public Reception present(Presentation seen) throws SignerException, InterruptedException {
        byte[] body = seen.toJson().toString().getBytes(StandardCharsets.UTF_8);
        JsonObject answer = exchange("POST", Presentation.PATH, body, Optional.empty());
        try {
            return Reception.fromJson(answer);
        } catch (MalformedException e) {
            throw new SignerException(Kind.UNAVAILABLE, "the signer's checkpoint is malformed: " + e.getMessage());
        }
    }

    /** What is to be run when the signer waits for a witness. */
    public void whenUnwitnessed(Runnable action) {
        unwitnessed = action;
    }

    private JsonObject exchange(String method, String path, byte[] body, Optional<String> traceparent)
            throws SignerException, InterruptedException {
        URI uri = signer.resolve(path);
        var request = HttpRequest.newBuilder(uri)
                .timeout(timeout)
                .header("Authorization", "Bearer " + tokens.token(method, uri, body))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        traceparent.ifPresent(value -> request.header("traceparent", value));
        HttpResponse<byte[]> response;
        try {
            response = attested.isPresent() ? attested.get().send(request.build(), this::send) : send(request.build());
        } catch (SignerNotAttestedException e) {
            throw new SignerException(Kind.UNAVAILABLE, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new SignerException(
                    Kind.UNAVAILABLE,
                    "the signer gave no answer: " + e.getClass().getSimpleName());
        }
        return read(response);
    }

    private HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
    }

    private JsonObject read(HttpResponse<byte[]> response) throws SignerException {
        return switch (SignerAnswer.read(response.statusCode(), response.body())) {
            case SignerAnswer.Given(var body) -> body;
            case SignerAnswer.Refused(var code) ->
                throw new SignerException(Kind.REFUSED, "the signer refused: " + code);
            case SignerAnswer.Unavailable(var why) -> {
                if (why.endsWith(UNWITNESSED)) {
                    unwitnessed.run();
                }
                throw new SignerException(Kind.UNAVAILABLE, why);
            }
        };
    }
}
