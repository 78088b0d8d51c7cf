package dev.quittance.e2e.chaos;

import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client's own record of one payment: what it signed, what it sent and what it was told. */
final class ChaosPayment {
    private final TransferAuthorization authorization;
    private final String body;
    private final String signature;
    private final List<String> acknowledgements = new CopyOnWriteArrayList<>();
    private final List<String> refusals = new CopyOnWriteArrayList<>();

    ChaosPayment(TransferAuthorization authorization, String body, String signature) {
        this.authorization = authorization;
        this.body = body;
        this.signature = signature;
    }

    TransferAuthorization authorization() {
        return authorization;
    }

    ChainRecord.Key key() {
        return new ChainRecord.Key(authorization.from(), authorization.nonce());
    }

    /** What no log may hold: 130 hexadecimal digits. */
    String signature() {
        return signature;
    }

    /** Of {@code POST /settle}. */
    String body() {
        return body;
    }

    void told(int status, String answer) {
        boolean settled = status == 200 && JsonObject.parse(answer).bool("success");
        (settled ? acknowledgements : refusals).add(settled ? answer : status + " " + answer);
    }

    /** Answers that said success, in the order in which they came. */
    List<String> acknowledgements() {
        return List.copyOf(acknowledgements);
    }

    boolean isAcknowledged() {
        return !acknowledgements.isEmpty();
    }

    /** What the client was told last when it was not success. */
    Optional<String> lastRefusal() {
        return refusals.isEmpty() ? Optional.empty() : Optional.of(refusals.getLast());
    }

    @Override
    public String toString() {
        return "payment of " + authorization.from() + " with nonce " + authorization.nonce();
    }
}
