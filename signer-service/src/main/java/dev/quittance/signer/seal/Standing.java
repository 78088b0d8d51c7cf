package dev.quittance.signer.seal;

import dev.quittance.attestation.manifest.Manifest;
import dev.quittance.protocol.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** Tells where a signer stands, for those who hold a ceremony with it. */
final class Standing {
    private Standing() {}

    static JsonObject describe(
            boolean open,
            Start start,
            Optional<SealedRoot> sealed,
            List<SealedShare> shares,
            List<Integer> brought,
            Place place) {
        var json = JsonObject.builder()
                .put("state", open ? "open" : state(start))
                .put("measurement", Manifest.toJson(place.measurement()))
                .put("policyRoot", place.policyRoot().toString())
                .putObject("inForce", sealed.map(root -> root.inForce().toJson()))
                .putObjects("shares", shares.stream().map(SealedShare::toJson).toList())
                .putTexts(
                        "brought",
                        brought.stream().map(index -> Integer.toString(index)).toList());
        return switch (start) {
            case Start.AwaitManifest(var reason)
            when !open ->
                json.put("reason", reason.code()).put("detail", reason.detail()).build();
            case Start.AwaitRoot(var envelope)
            when !open -> json.put("awaited", envelope.toJson()).build();
            case Start.AwaitManifest _,
                    Start.AwaitRoot _,
                    Start.Genesis _,
                    Start.Open _,
                    Start.Renew _,
                    Start.Refused _ -> json.build();
        };
    }

    private static String state(Start start) {
        return switch (start) {
            case Start.AwaitManifest _, Start.Refused _ -> "awaits_manifest";
            case Start.AwaitRoot _ -> "awaits_root";
            case Start.Genesis _, Start.Open _, Start.Renew _ -> "open";
        };
    }
}
