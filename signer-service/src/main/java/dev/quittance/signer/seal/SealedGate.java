package dev.quittance.signer.seal;

import dev.quittance.signer.problem.Problem;
import dev.quittance.signer.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.ext.Provider;
import java.util.List;

/**
 * While the root is sealed, nothing is answered but attestation and the ceremony. This guards no secret, there is none yet; it
 * says plainly why nobody is known.
 */
@Provider
@PreMatching
@ApplicationScoped
public final class SealedGate implements ContainerRequestFilter {
    private static final List<String> OPEN = List.of("/v1/ceremony", "/v1/manifest", "/attestation", "/v1/attestation");

    private final Root root;

    SealedGate(Root root) {
        this.root = root;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String path = "/" + request.getUriInfo().getPath().replaceFirst("^/", "");
        if (!root.isOpen() && OPEN.stream().noneMatch(path::startsWith)) {
            throw new ProblemException(
                    new Problem(503, "signer_sealed", "the signer waits for its manifest or root; see /v1/ceremony"));
        }
    }
}
