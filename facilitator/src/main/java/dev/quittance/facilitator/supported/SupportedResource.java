package dev.quittance.facilitator.supported;

import dev.quittance.facilitator.verify.Chains;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.SupportedResponse;
import dev.quittance.protocol.x402.X402;
import dev.quittance.protocol.x402.v1.Networks;
import dev.quittance.protocol.x402.v1.PaymentPayload;
import dev.quittance.schemes.exact.ExactRules;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code GET /supported} (x402 specifications v1 and v2, facilitator interface). */
@Path("/supported")
public final class SupportedResource {
    private static final String EVERY_EVM_CHAIN = "eip155:*";

    private final String json;

    SupportedResource(Chains chains, SettlementConfig config) {
        var kinds = new ArrayList<SupportedResponse.Kind>();
        for (String network : chains.networks()) {
            kinds.add(exact(X402.VERSION, network));
            Networks.name(network).ifPresent(name -> kinds.add(exact(PaymentPayload.VERSION, name)));
        }
        List<String> signers = config.signers().orElse(List.of()).stream()
                .map(address -> Address.parse(address).toString())
                .toList();
        this.json = new SupportedResponse(kinds, List.of(), Map.of(EVERY_EVM_CHAIN, signers))
                .toJson()
                .toString();
    }

    private static SupportedResponse.Kind exact(int version, String network) {
        return new SupportedResponse.Kind(version, ExactRules.SCHEME, network, JsonObject.EMPTY);
    }

    /** The schemes and networks, and the addresses that send settlements. */
    @GET
    @PermitAll
    @NonBlocking
    public Response supported() {
        return Response.ok(json, MediaType.APPLICATION_JSON).build();
    }
}
