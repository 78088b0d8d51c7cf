package dev.quittance.facilitator.supported;

import dev.quittance.facilitator.verify.Chains;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.SupportedResponse;
import dev.quittance.protocol.x402.X402;
import dev.quittance.protocol.x402.v1.Networks;
import dev.quittance.protocol.x402.v1.PaymentPayload;
import dev.quittance.schemes.Schemes;
import dev.quittance.schemes.payment.Scheme;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code GET /supported} (x402 specifications v1 and v2, facilitator interface). */
@Path("/supported")
public final class SupportedResource {
    private static final String EVERY_EVM_CHAIN = "eip155:*";

    private final String json;

    SupportedResource(Chains chains, Schemes schemes, SettlementConfig config) {
        var kinds = new ArrayList<SupportedResponse.Kind>();
        var old = new ArrayList<SupportedResponse.Kind>();
        for (String network : chains.networks()) {
            schemesOf(schemes, config)
                    .forEach((scheme, extra) ->
                            kinds.add(new SupportedResponse.Kind(X402.VERSION, scheme, network, extra)));
            Networks.name(network)
                    .ifPresent(name -> old.add(new SupportedResponse.Kind(
                            PaymentPayload.VERSION, Schemes.FIRST.scheme(), name, JsonObject.EMPTY)));
        }
        kinds.addAll(old);
        List<String> extensions = schemes.all().stream()
                .flatMap(scheme -> scheme.extensions().stream())
                .distinct()
                .toList();
        List<String> signers = config.senders().stream().map(Address::toString).toList();
        this.json = new SupportedResponse(kinds, extensions, Map.of(EVERY_EVM_CHAIN, signers))
                .toJson()
                .toString();
    }

    /** A scheme is told once, whatever its methods. */
    private static Map<String, JsonObject> schemesOf(Schemes schemes, SettlementConfig config) {
        var told = new LinkedHashMap<String, JsonObject>();
        for (Scheme scheme : schemes.all()) {
            scheme.supported(config.senders())
                    .ifPresent(extra -> told.putIfAbsent(scheme.kind().scheme(), extra));
        }
        return told;
    }

    /** The schemes and networks, and the addresses that send settlements. */
    @GET
    @PermitAll
    @NonBlocking
    public Response supported() {
        return Response.ok(json, MediaType.APPLICATION_JSON).build();
    }
}
