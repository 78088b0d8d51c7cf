package dev.quittance.protocol.token;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;

/** What a signer's HTTP answer means to whoever asked it to sign something. */
public sealed interface SignerAnswer {
    /** What was asked for. */
    record Given(JsonObject body) implements SignerAnswer {}

    /**
     * A rule of the signer forbids it; asking again gives the same until somebody changes the rule.
     *
     * @param code the problem's code, or the status when it carries none
     */
    record Refused(String code) implements SignerAnswer {}

    /** No usable answer: asking again is right. */
    record Unavailable(String why) implements SignerAnswer {}

    /** Reads an answer. A token that is not accepted, a time-out or a limit says nothing about what was asked. */
    static SignerAnswer read(int status, byte[] body) {
        JsonObject json;
        try {
            json = JsonObject.parse(body);
        } catch (MalformedException e) {
            return new Unavailable("the signer answered " + status + " in another form");
        }
        if (status == 200) {
            return new Given(json);
        }
        boolean refusal = status >= 400 && status < 500 && status != 401 && status != 408 && status != 429;
        String code = code(json, status);
        return refusal ? new Refused(code) : new Unavailable("the signer answered " + status + " " + code);
    }

    private static String code(JsonObject problem, int status) {
        try {
            return problem.optionalText("code").orElse("status_" + status);
        } catch (MalformedException e) {
            return "status_" + status;
        }
    }
}
