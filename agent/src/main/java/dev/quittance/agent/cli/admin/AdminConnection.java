package dev.quittance.agent.cli.admin;

import dev.quittance.agent.signing.SignerConnection;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** The signer's answers to an admin. */
final class AdminConnection {
    private static final int OK = 200;

    private final SignerConnection signer;

    AdminConnection(SignerConnection signer) {
        this.signer = signer;
    }

    JsonObject get(String path) throws IOException, InterruptedException, RefusedException {
        return read(signer.send("GET", path, new byte[0]));
    }

    JsonObject post(String path, JsonObject body) throws IOException, InterruptedException, RefusedException {
        return read(signer.send("POST", path, body.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static JsonObject read(HttpResponse<byte[]> answer) throws IOException, RefusedException {
        try {
            JsonObject json = JsonObject.parse(answer.body());
            if (answer.statusCode() == OK) {
                return json;
            }
            throw new RefusedException(json.optionalText("code").orElse("status " + answer.statusCode()) + ": "
                    + json.optionalText("detail").orElse("no detail"));
        } catch (MalformedException e) {
            throw new IOException("the signer answered " + answer.statusCode() + " in another form", e);
        }
    }
}
