package dev.quittance.signer.gate;

import dev.quittance.protocol.json.JsonObject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers 202 with what has to be approved, and where that stands. */
final class ApprovalMapper {
    @ServerExceptionMapper
    Response required(ApprovalRequiredException e) {
        String location = "/v1/approvals/" + e.fingerprint();
        return Response.accepted(JsonObject.builder()
                        .put("code", "approval_required")
                        .put("fingerprint", e.fingerprint().toString())
                        .put("status", location)
                        .build()
                        .toString())
                .type(MediaType.APPLICATION_JSON)
                .header(HttpHeaders.LOCATION, location)
                .build();
    }
}
