package dev.quittance.agent.signing;

import dev.quittance.attestation.caller.SignerNotAttestedException;
import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;

/** Has the signer-service sign with an account whose key never leaves it. */
public final class CustodialAccount implements PaymentSigner {
    private static final int ATTEMPTS_MAX = 3;
    private static final String UNAVAILABLE = "signer_unavailable";

    private final SignerConnection signer;
    private final Address account;

    public CustodialAccount(SignerConnection signer, Address account) {
        this.signer = signer;
        this.account = account;
    }

    /** Asks again at once when no answer came: for the same nonce the signer repeats the same signature. */
    @Override
    public Signing sign(PaymentRequirements requirements, Bytes32 nonce, URI resource) throws InterruptedException {
        var body = JsonObject.builder()
                .put("account", account.toString())
                .put("requirements", requirements.toJson())
                .put("nonce", nonce.toString())
                .put("resource", withoutQuery(resource))
                .build();
        Signing answer = ask(body);
        for (int attempt = 2; attempt <= ATTEMPTS_MAX && isUnavailable(answer); attempt++) {
            answer = ask(body);
        }
        return answer;
    }

    /** The signer needs the origin only; a query may hold what is none of its business. */
    private static String withoutQuery(URI resource) {
        String text = resource.toString();
        int end = text.indexOf('?');
        return end < 0 ? text : text.substring(0, end);
    }

    private Signing ask(JsonObject body) throws InterruptedException {
        try {
            return read(signer.post("/v1/x402/payments", body));
        } catch (SignerNotAttestedException e) {
            return new Signing.Denied("signer_not_attested", String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return unavailable("it cannot be reached");
        }
    }

    private Signing read(HttpResponse<byte[]> answer) {
        if (answer.statusCode() >= 500) {
            return unavailable("it answered " + answer.statusCode());
        }
        try {
            var json = JsonObject.parse(answer.body());
            return answer.statusCode() == 200 ? signed(json) : denied(answer.statusCode(), json);
        } catch (MalformedException e) {
            return new Signing.Denied("signer_answer_malformed", "status " + answer.statusCode());
        }
    }

    private Signing signed(JsonObject json) {
        var authorization = TransferAuthorization.fromJson(json.object("authorization"));
        if (!authorization.from().equals(account)) {
            return new Signing.Denied("signer_mismatch", "it signed with another account");
        }
        return new Signing.Signed(authorization, Signature.parse(Hex.decode(json.text("signature"), Signature.LENGTH)));
    }

    private static Signing denied(int status, JsonObject problem) {
        return new Signing.Denied(
                problem.optionalText("code").orElse("status_" + status),
                problem.optionalText("detail").orElse("status " + status));
    }

    private static Signing unavailable(String detail) {
        return new Signing.Denied(UNAVAILABLE, detail);
    }

    private static boolean isUnavailable(Signing answer) {
        return answer instanceof Signing.Denied(String code, String detail) && code.equals(UNAVAILABLE);
    }
}
