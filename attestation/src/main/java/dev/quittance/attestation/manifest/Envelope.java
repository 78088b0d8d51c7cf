package dev.quittance.attestation.manifest;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A manifest with the approvals that it has so far. */
public record Envelope(Manifest manifest, List<Approval> approvals) {
    private static final int APPROVALS_MAX = 64;

    public Envelope {
        approvals = List.copyOf(approvals);
        if (approvals.size() > APPROVALS_MAX) {
            throw new MalformedException("an envelope has at most " + APPROVALS_MAX + " approvals");
        }
    }

    /**
     * Reads {@code {"manifest": {...}, "approvals": [{"admin", "signature"}]}}; proves nothing yet.
     *
     * @throws MalformedException when it is not of that form
     */
    public static Envelope parse(JsonObject json) {
        if (!json.names().equals(Set.of("manifest", "approvals"))) {
            throw new MalformedException("an envelope has manifest and approvals, and nothing else");
        }
        return new Envelope(
                Manifest.parse(json.object("manifest")),
                json.objects("approvals").stream().map(Approval::parse).toList());
    }

    /** The envelope with another approval. */
    public Envelope approved(String privateJwk) {
        Approval added = Approval.sign(manifest, privateJwk);
        return new Envelope(
                manifest,
                Stream.concat(
                                approvals.stream()
                                        .filter(approval -> !approval.admin().equals(added.admin())),
                                Stream.of(added))
                        .toList());
    }

    /** The wire form. */
    public JsonObject toJson() {
        return JsonObject.builder()
                .put("manifest", manifest.toJson())
                .putObjects(
                        "approvals", approvals.stream().map(Approval::toJson).toList())
                .build();
    }
}
