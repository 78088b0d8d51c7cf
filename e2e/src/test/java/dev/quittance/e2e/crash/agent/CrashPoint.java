package dev.quittance.e2e.crash.agent;

import java.lang.classfile.MethodModel;
import java.util.List;

/**
 * Places at which a process can be halted, named as in the table of crash points: what is durable there, and what must bring
 * the payment on, is each constant's own.
 */
public enum CrashPoint {
    /** The reservation is written and not committed: nothing is durable, and the same payload is settled anew. */
    K2("facilitator", "dev.quittance.facilitator.payment.ReservationStore", "reserve", 2, Place.RETURN),
    /** The reservation is committed and nobody was answered: a retry joins it, and it goes on without one. */
    K3("facilitator", "dev.quittance.facilitator.settle.Reservations", "reserveAll", 1, Place.RETURN),
    /** Outbox rows are locked and not published: they are published after the restart. */
    K4("facilitator settlement-worker", "dev.quittance.events.OutboxRelay", "publish", 1, Place.ENTRY),
    /** Outbox rows are published and not deleted: they are published twice, and the consumer drops one. */
    K5("facilitator settlement-worker", "dev.quittance.events.OutboxRelay", "publish", 1, Place.RETURN),
    /** Requests are taken in and not committed: they are delivered again. */
    K6("settlement-worker", "dev.quittance.worker.intake.Intake", "accept", 3, Place.RETURN),
    /** Nonce and attempt are committed: the same attempt resumes. */
    K7("settlement-worker", "dev.quittance.worker.Worker", "wakeSenders", 1, Place.ENTRY),
    /** The signer has journaled and not signed: the same request is permitted again. */
    K8_JOURNALED("signer-service", "dev.quittance.signer.gate.SigningGate", "permit", 1, Place.RETURN),
    /** The signer has signed and not answered: the same request gets the same bytes. */
    K8("signer-service", "dev.quittance.signer.gate.SigningGate", "sign", 2, Place.RETURN),
    /** The worker has the signature and has not stored it: it asks again and gets the same bytes. */
    K9("settlement-worker", "dev.quittance.worker.attempt.AttemptStore", "storeSigned", 3, Place.ENTRY),
    /** The bytes are stored and not sent: they are sent after the restart. */
    K10("settlement-worker", "dev.quittance.evm.rpc.EvmNode", "sendAll", 1, Place.ENTRY),
    /** The node has the bytes and nobody has looked at its answer: they are sent again, and the node knows them. */
    K11("settlement-worker", "dev.quittance.evm.rpc.EvmNode", "sendOutcome", 2, Place.ENTRY),
    /** The receipt is seen and nothing of it committed: it is found again. */
    K12("settlement-worker", "dev.quittance.worker.head.Evidence", "recordSettlements", 3, Place.RETURN),
    /** The inclusion is committed with its outcome: the outcome follows. */
    K13("settlement-worker", "dev.quittance.worker.head.Evidence", "announce", 0, Place.ENTRY),
    /** A block is found gone and nothing reopened: it is found gone again. */
    K18("settlement-worker", "dev.quittance.worker.head.Finality", "reopen", 2, Place.ENTRY),
    /** A request is challenged: nothing is durable, and whoever comes next takes the challenge. */
    K1("gateway", "dev.quittance.gateway.Cashier", "challenge", 4, Place.RETURN),
    /** The facilitator has settled and nobody has noted it: it is asked again in the same words. */
    K3_SETTLED("gateway", "dev.quittance.gateway.payment.Settling", "read", 2, Place.ENTRY),
    /** The upstream has worked and its answer is not read: it is asked again, or nobody may ask it again. */
    K14("gateway", "dev.quittance.gateway.proxy.PaidExchange", "read", 1, Place.ENTRY),
    /** The answer is stored and no byte of it sent: the same bytes are sent to whoever asks again. */
    K15("gateway", "dev.quittance.gateway.Sale", "send", 2, Place.ENTRY);

    /** Where in a method. */
    public enum Place {
        /** Before its first instruction. */
        ENTRY,
        /** After all it did, when it is about to return normally. */
        RETURN
    }

    /** Separated by spaces. */
    private final String services;

    private final String className;
    private final String methodName;
    private final int parameters;
    private final Place place;

    CrashPoint(String services, String className, String methodName, int parameters, Place place) {
        this.services = services;
        this.className = className;
        this.methodName = methodName;
        this.parameters = parameters;
        this.place = place;
    }

    /** The services whose processes pass the place. */
    public List<String> services() {
        return List.of(services.split(" ", -1));
    }

    /** The binary name of the class. */
    public String className() {
        return className;
    }

    Place place() {
        return place;
    }

    boolean isIn(MethodModel method) {
        return method.methodName().equalsString(methodName)
                && method.methodTypeSymbol().parameterCount() == parameters;
    }

    /** The place in words. */
    public String description() {
        return className + "." + methodName + "/" + parameters + " " + place;
    }
}
