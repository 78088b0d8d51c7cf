package dev.quittance.signer.seal;

import dev.quittance.attestation.box.Box;
import dev.quittance.attestation.manifest.Envelope;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.attestation.PerSecond;
import dev.quittance.signer.principal.OpenToStrangers;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * How a signer gets its root. Open to everybody, because before that there is nobody whom the signer could know: manifests prove
 * themselves by their approvals, shares and roots by what the signer knows of them, and the boxes that it tells open for their
 * holders only.
 */
@Path("/v1")
@RunOnVirtualThread
@PermitAll
@OpenToStrangers
public final class CeremonyResource {
    private static final Pattern INDEX = Pattern.compile("[1-9][0-9]{0,2}");

    private final Ceremony ceremony;
    private final PerSecond limit;

    CeremonyResource(Ceremony ceremony, SealConfig config) {
        this.ceremony = ceremony;
        this.limit = new PerSecond(
                config.ceremonyPerSecond(), "too_many_steps", "more steps of a ceremony are asked for than are taken");
    }

    /** Where this signer stands: state, measurement, manifest in force, shares for their holders, and the ceremony key. */
    @GET
    @Path("ceremony")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "getCeremony", summary = "Where the signer stands, and the boxes of the shares")
    public String get() {
        limit.take();
        return ceremony.describe().toString();
    }

    /** Offers a manifest with its approvals; the first one makes the root, a later one takes the place of the one before. */
    @PUT
    @Path("manifest")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "putManifest", summary = "Offer an approved manifest")
    public String put(String body) {
        limit.take();
        ceremony.offer(Envelope.parse(JsonObject.parse(body)));
        return ceremony.describe().toString();
    }

    /** Brings a share: {@code {"index", "box"}}. */
    @POST
    @Path("ceremony/shares")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "bringShare", summary = "Bring a share of the root, closed for the ceremony key")
    public String bring(String body) {
        limit.take();
        JsonObject json = JsonObject.parse(body);
        ceremony.bring(index(json.text("index")), Box.parse(json.text("box")));
        return ceremony.describe().toString();
    }

    /** Brings the root from the signer before: {@code {"box"}}. */
    @POST
    @Path("ceremony/root")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "inheritRoot",
            summary = "Bring the root that the signer before closed for the ceremony key")
    public String inherit(String body) {
        limit.take();
        ceremony.inherit(Box.parse(JsonObject.parse(body).text("box")));
        return ceremony.describe().toString();
    }

    private static int index(String text) {
        if (!INDEX.matcher(text).matches()) {
            throw new MalformedException("index is a text of digits, 1 to 255");
        }
        return Integer.parseInt(text);
    }
}
