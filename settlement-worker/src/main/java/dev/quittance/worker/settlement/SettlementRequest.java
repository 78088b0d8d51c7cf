package dev.quittance.worker.settlement;

import dev.quittance.events.Event;
import dev.quittance.events.MalformedEventException;
import dev.quittance.evm.registry.Asset;
import dev.quittance.evm.registry.Registry;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.schemes.Schemes;
import dev.quittance.schemes.payment.Payment;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What the facilitator asks for: to put one verified payment on chain.
 *
 * @param head height of the block at which the facilitator saw its nonce unspent; older facilitators do not say
 */
public record SettlementRequest(
        UUID eventId, UUID paymentId, Payment payment, Optional<Long> head, Optional<String> traceparent) {
    public static final String TYPE = "quittance.settlement.requested";

    private static final Pattern HEIGHT = Pattern.compile("0|[1-9][0-9]{0,17}");

    /**
     * Reads an event of {@code settlement.requests}.
     *
     * @param chainId the chain that this worker serves
     * @throws MalformedEventException when it is another event, not of the agreed form, or for an unknown scheme, chain or asset
     */
    public static SettlementRequest parse(Event event, Registry registry, Schemes schemes, long chainId) {
        if (!event.type().equals(TYPE)) {
            throw new MalformedEventException("unknown event type");
        }
        try {
            JsonObject data = JsonObject.parse(event.dataJson());
            if (!data.text("paymentId").equals(event.subject())) {
                throw new MalformedEventException("paymentId is not the subject");
            }
            Payment payment = schemes.read(asset(data, registry, chainId), data);
            if (!data.text("scheme").equals(payment.kind().scheme())) {
                throw new MalformedEventException("unknown scheme");
            }
            return new SettlementRequest(
                    event.id(), paymentId(event.subject()), payment, head(data), event.traceparent());
        } catch (MalformedException e) {
            throw new MalformedEventException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Optional<Long> head(JsonObject data) {
        Optional<String> head = data.optionalText("head");
        if (head.filter(text -> !HEIGHT.matcher(text).matches()).isPresent()) {
            throw new MalformedEventException("head is not a block height");
        }
        return head.map(Long::valueOf);
    }

    private static UUID paymentId(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedEventException("paymentId is not a UUID", e);
        }
    }

    private static Asset asset(JsonObject data, Registry registry, long chainId) {
        Address address = Address.parse(data.text("asset"));
        return registry.chain(data.text("network"))
                .filter(chain -> chain.chainId() == chainId)
                .flatMap(chain -> registry.asset(chain.chainId(), address))
                .orElseThrow(() -> new MalformedEventException("unknown network or asset"));
    }
}
