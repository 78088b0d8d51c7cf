package dev.quittance.worker.settlement;

import dev.quittance.events.Event;
import dev.quittance.events.MalformedEventException;
import dev.quittance.evm.Bytes;
import dev.quittance.evm.registry.Asset;
import dev.quittance.evm.registry.Registry;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.schemes.exact.ExactRules;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What the facilitator asks for: to put one verified authorization on chain.
 *
 * @param head height of the block at which the facilitator saw the authorization unused; older facilitators do not say
 */
public record SettlementRequest(
        UUID eventId,
        UUID paymentId,
        Asset asset,
        TransferAuthorization authorization,
        Bytes signature,
        Optional<Long> head,
        Optional<String> traceparent) {
    public static final String TYPE = "quittance.settlement.requested";

    private static final Pattern HEIGHT = Pattern.compile("0|[1-9][0-9]{0,17}");
    private static final int SIGNATURE_BYTES_MAX = 4_096;

    /**
     * Reads an event of {@code settlement.requests}.
     *
     * @param chainId the chain that this worker serves
     * @throws MalformedEventException when it is another event, not of the agreed form, or for an unknown chain or asset
     */
    public static SettlementRequest parse(Event event, Registry registry, long chainId) {
        if (!event.type().equals(TYPE)) {
            throw new MalformedEventException("unknown event type");
        }
        try {
            JsonObject data = JsonObject.parse(event.dataJson());
            if (!data.text("paymentId").equals(event.subject())) {
                throw new MalformedEventException("paymentId is not the subject");
            }
            if (!data.text("scheme").equals(ExactRules.SCHEME)) {
                throw new MalformedEventException("unknown scheme");
            }
            return new SettlementRequest(
                    event.id(),
                    paymentId(event.subject()),
                    asset(data, registry, chainId),
                    TransferAuthorization.fromJson(data.object("authorization")),
                    signature(data),
                    head(data),
                    event.traceparent());
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

    private static Bytes signature(JsonObject data) {
        Bytes signature = Bytes.parse(data.text("signature"));
        if (signature.size() == 0 || signature.size() > SIGNATURE_BYTES_MAX) {
            throw new MalformedEventException("the signature has an impossible length");
        }
        return signature;
    }
}
