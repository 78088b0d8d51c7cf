package dev.quittance.facilitator.request;

import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.FacilitatorRequest;
import java.util.Set;

/** What became of a payload's extensions, for the header {@code EXTENSION-RESPONSES}. Extensions that are not known are not named. */
public final class ExtensionResponses {
    /** Ours keeps texts with the payment; the others let somebody else pay for the approval of Permit2. */
    private static final Set<String> KNOWN = Set.of("quittance", "eip2612GasSponsoring", "erc20ApprovalGasSponsoring");

    private ExtensionResponses() {}

    /** Each was used. */
    public static JsonObject success(FacilitatorRequest request) {
        return of(request, JsonObject.builder().put("status", "success").build());
    }

    /** Whether each was used will be known with the outcome. */
    public static JsonObject processing(FacilitatorRequest request) {
        return of(request, JsonObject.builder().put("status", "processing").build());
    }

    /** None was used. */
    public static JsonObject rejected(FacilitatorRequest request, String reason) {
        return of(
                request,
                JsonObject.builder()
                        .put("status", "rejected")
                        .put("rejectedReason", reason)
                        .build());
    }

    private static JsonObject of(FacilitatorRequest request, JsonObject response) {
        var responses = JsonObject.builder();
        for (String name : request.paymentPayload().extensions().names()) {
            if (KNOWN.contains(name)) {
                responses.put(name, response);
            }
        }
        return responses.build();
    }
}
