package dev.quittance.worker.settlement;

import dev.quittance.events.Event;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.worker.settlement.SettlementStep.Allotted;
import dev.quittance.worker.settlement.SettlementStep.AttemptEnded;
import dev.quittance.worker.settlement.SettlementStep.Dead;
import dev.quittance.worker.settlement.SettlementStep.Finalized;
import dev.quittance.worker.settlement.SettlementStep.Proved;
import dev.quittance.worker.settlement.SettlementStep.Reorged;
import dev.quittance.worker.settlement.SettlementStep.Safe;
import dev.quittance.worker.settlement.SettlementStep.Sent;
import java.time.InstantSource;
import java.util.UUID;

/** The events of {@code settlement.outcomes}. */
public final class Outcomes {
    public static final String SOURCE = "/settlement-worker";
    public static final String BROADCAST = "quittance.settlement.broadcast";
    public static final String INCLUDED = "quittance.settlement.included";
    public static final String SAFE = "quittance.settlement.safe";
    public static final String FINALIZED = "quittance.settlement.finalized";
    public static final String REORGED = "quittance.settlement.reorged";
    public static final String FAILED = "quittance.settlement.failed";

    private final InstantSource clock;

    public Outcomes(InstantSource clock) {
        this.clock = clock;
    }

    /** The event that tells the facilitator of a step. */
    Event of(Settlement settlement, long sequence, SettlementStep step) {
        var data = JsonObject.builder().put("paymentId", settlement.paymentId().toString());
        String type = switch (step) {
            case Sent(UUID attemptId, Bytes32 transaction) -> {
                data.put("attemptId", attemptId.toString()).put("transaction", transaction.toString());
                yield BROADCAST;
            }
            case Proved(var attemptId, Proof proof, var gasUsed) -> {
                data.putText("attemptId", attemptId.map(UUID::toString));
                put(data, proof)
                        .put("logIndex", Long.toString(proof.logIndex()))
                        .putText("gasUsed", gasUsed.map(gas -> Long.toString(gas)));
                yield INCLUDED;
            }
            case Safe _ -> {
                put(data, proved(settlement))
                        .put("logIndex", Long.toString(proved(settlement).logIndex()));
                yield SAFE;
            }
            case Finalized _ -> {
                put(data, proved(settlement))
                        .put("logIndex", Long.toString(proved(settlement).logIndex()));
                yield FINALIZED;
            }
            case Reorged _ -> {
                put(data, proved(settlement));
                yield REORGED;
            }
            case Dead(var reason, var transaction) -> {
                data.put("reason", reason.wire()).putText("transaction", transaction.map(Bytes32::toString));
                yield FAILED;
            }
            case Allotted _, AttemptEnded _ -> throw new IllegalArgumentException("nobody is told of " + step);
        };
        return new Event(
                UUID.randomUUID(),
                SOURCE,
                type,
                settlement.paymentId().toString(),
                sequence,
                clock.instant(),
                settlement.traceparent(),
                data.build().toString());
    }

    private static Proof proved(Settlement settlement) {
        return settlement.proof().orElseThrow(() -> new IllegalArgumentException("the settlement has no proof"));
    }

    private static JsonObject.Builder put(JsonObject.Builder data, Proof proof) {
        return data.put("transaction", proof.transaction().toString())
                .put("blockNumber", Long.toString(proof.blockNumber()))
                .put("blockHash", proof.blockHash().toString());
    }
}
