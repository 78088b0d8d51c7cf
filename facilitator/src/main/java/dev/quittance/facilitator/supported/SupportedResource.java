package dev.quittance.facilitator.supported;

import dev.quittance.facilitator.verify.Chains;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.SupportedResponse;
import dev.quittance.schemes.exact.ExactRules;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;

/** {@code GET /supported} (x402 specification v2, facilitator interface). */
@Path("/supported")
public final class SupportedResource {
    private static final String EVERY_EVM_CHAIN = "eip155:*";

    private final String json;

    SupportedResource(Chains chains, SettlementConfig config) {
        var kinds = chains.networks().stream()
                .map(network -> new SupportedResponse.Kind(ExactRules.SCHEME, network, JsonObject.EMPTY))
                .toList();
        List<String> signers = config.signers().orElse(List.of()).stream()
                .map(address -> Address.parse(address).toString())
                .toList();
        this.json = new SupportedResponse(kinds, List.of(), Map.of(EVERY_EVM_CHAIN, signers))
                .toJson()
                .toString();
    }

    /** The schemes and networks, and the addresses that send settlements. */
    @GET
    @PermitAll
    @NonBlocking
    public Response supported() {
        return Response.ok(json, MediaType.APPLICATION_JSON).build();
    }
}
