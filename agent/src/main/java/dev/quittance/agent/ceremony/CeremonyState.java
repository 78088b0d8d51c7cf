package dev.quittance.agent.ceremony;

import dev.quittance.attestation.Measurement;
import dev.quittance.attestation.box.Box;
import dev.quittance.attestation.box.BoxRecipient;
import dev.quittance.attestation.ceremony.CeremonyKeyProof;
import dev.quittance.attestation.manifest.Envelope;
import dev.quittance.attestation.manifest.Manifest;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * Where a signer says that it stands. What it says of itself proves nothing; an attestation document does.
 *
 * @param phase how far it is
 * @param detail why it waits, if it does
 * @param inForce the manifest that the root is sealed to
 * @param awaited the manifest on which it waits for the root
 * @param shares of the root, boxed for their holders
 * @param brought indices of the shares that it has
 * @param key for which boxes are to be closed
 */
public record CeremonyState(
        Phase phase,
        Optional<String> detail,
        Measurement measurement,
        Bytes32 policyRoot,
        Optional<Envelope> inForce,
        Optional<Envelope> awaited,
        List<BoxedShare> shares,
        List<String> brought,
        CeremonyKeyProof key) {

    /** How far a signer is. */
    public enum Phase {
        AWAITS_MANIFEST,
        AWAITS_ROOT,
        OPEN
    }

    /** A share that only its holder can open. */
    public record BoxedShare(int index, BoxRecipient holder, Box box) {}

    static CeremonyState parse(JsonObject json) {
        return new CeremonyState(
                phase(json.text("state")),
                json.optionalText("detail"),
                Manifest.measurement(json.object("measurement")),
                Bytes32.parse(json.text("policyRoot")),
                json.optionalObject("inForce").map(Envelope::parse),
                json.optionalObject("awaited").map(Envelope::parse),
                json.objects("shares").stream().map(CeremonyState::share).toList(),
                json.texts("brought"),
                CeremonyKeyProof.parse(json.object("ceremonyKey")));
    }

    private static Phase phase(String text) {
        return Phase.valueOf(text.toUpperCase(java.util.Locale.ROOT));
    }

    private static BoxedShare share(JsonObject json) {
        return new BoxedShare(
                Integer.parseInt(json.text("index")),
                BoxRecipient.fromJwk(json.object("holder")),
                Box.parse(json.text("box")));
    }
}
