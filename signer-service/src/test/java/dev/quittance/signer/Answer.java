package dev.quittance.signer;

import dev.quittance.protocol.json.JsonObject;
import java.net.http.HttpResponse;

/** What the service answered. */
record Answer(int status, String contentType, String text) {
    static Answer of(HttpResponse<String> response) {
        return new Answer(
                response.statusCode(),
                response.headers().firstValue("content-type").orElse("none"),
                response.body());
    }

    JsonObject json() {
        return JsonObject.parse(text);
    }

    String code() {
        return json().text("code");
    }
}
