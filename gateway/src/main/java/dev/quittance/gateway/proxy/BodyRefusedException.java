package dev.quittance.gateway.proxy;

import dev.quittance.gateway.answer.Answer;

/** Why a body was not taken; carries what the client is told. The connection is not to be used again. */
public final class BodyRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Answer answer;

    BodyRefusedException(int status, String code, String detail) {
        super(code, null, false, false);
        answer = Answer.problem(status, code, detail).withHeader("Connection", "close");
    }

    static BodyRefusedException mismatch() {
        return new BodyRefusedException(
                400, "content_digest_mismatch", "The body is not the one that Content-Digest declares.");
    }

    public Answer answer() {
        return answer;
    }
}
