package dev.quittance.agent.cli.admin;

import dev.quittance.agent.signing.SignerConnection;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The signer's answers to an admin. */
final class AdminConnection {
    private static final int OK = 200;
    private static final int ACCOUNT_PAGES_MAX = 1000;

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

    /** All active accounts of everybody. */
    List<JsonObject> accounts() throws IOException, InterruptedException, RefusedException {
        var all = new ArrayList<JsonObject>();
        String query = "";
        for (int pages = 0; pages < ACCOUNT_PAGES_MAX; pages++) {
            JsonObject page = get("/v1/accounts" + query);
            all.addAll(page.objects("accounts"));
            var next = page.optionalText("nextPageToken");
            if (next.isEmpty()) {
                return all;
            }
            query = "?pageToken=" + next.get();
        }
        throw new IOException("the signer's list of accounts does not end");
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
