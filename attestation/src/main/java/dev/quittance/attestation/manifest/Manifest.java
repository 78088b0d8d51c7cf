package dev.quittance.attestation.manifest;

import dev.quittance.attestation.Measurement;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What may run as the signer, and who decides what may run next. Its wire form is canonical JSON (RFC 8785) in which integers are
 * texts and nothing is optional, so that it has one form and one hash.
 *
 * @param name which signer it is for; 1 to 64 letters, digits, dots, underscores and hyphens
 * @param version of the code, for people; the same characters
 * @param number grows with each manifest of a signer, from 1
 * @param measurement the only one under which the root is opened
 * @param admins who approve the next manifest
 * @param holders who hold the root's shares under this one
 * @param policyRoot SHA-256 of the canonical principals file: principals, and the grants they begin with
 */
public record Manifest(
        String name,
        String version,
        long number,
        Measurement measurement,
        AdminSet admins,
        HolderSet holders,
        Bytes32 policyRoot) {
    private static final Set<String> MEMBERS =
            Set.of("name", "version", "number", "measurement", "admins", "holders", "policyRoot");
    private static final Set<String> REGISTERS = Set.of("pcr0", "pcr1", "pcr2");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final long NUMBER_MAX = 999_999_999_999_999_999L;

    /** Checks names and number. */
    public Manifest {
        if (!WORD.matcher(name).matches() || !WORD.matcher(version).matches()) {
            throw new MalformedException(
                    "name and version of a manifest are 1 to 64 letters, digits, dots, underscores and hyphens");
        }
        if (number < 1 || number > NUMBER_MAX) {
            throw new MalformedException("the number of a manifest is 1 to " + NUMBER_MAX);
        }
    }

    /**
     * Reads the wire form; whatever it would not write itself is refused.
     *
     * @throws MalformedException when a member is missing, unknown, of another type or in another spelling
     */
    public static Manifest parse(JsonObject json) {
        if (!json.names().equals(MEMBERS)) {
            throw new MalformedException("a manifest has the members "
                    + String.join(", ", MEMBERS.stream().sorted().toList()));
        }
        var manifest = new Manifest(
                json.text("name"),
                json.text("version"),
                Numbers.parse(json.text("number"), NUMBER_MAX),
                measurement(json.object("measurement")),
                AdminSet.parse(json.object("admins")),
                HolderSet.parse(json.object("holders")),
                Bytes32.parse(json.text("policyRoot")));
        if (!manifest.toJson().equals(json)) {
            throw new MalformedException("the manifest is not in its canonical form");
        }
        return manifest;
    }

    /** The wire form. */
    public JsonObject toJson() {
        return JsonObject.builder()
                .put("name", name)
                .put("version", version)
                .put("number", Long.toString(number))
                .put("measurement", toJson(measurement))
                .put("admins", admins.toJson())
                .put("holders", holders.toJson())
                .put("policyRoot", policyRoot.toString())
                .build();
    }

    /** SHA-256 of the canonical form: what admins sign and documents carry. */
    public Bytes32 hash() {
        return toJson().sha256();
    }

    /** A measurement as it stands in manifests. */
    public static JsonObject toJson(Measurement measurement) {
        return JsonObject.builder()
                .put("pcr0", measurement.pcr0())
                .put("pcr1", measurement.pcr1())
                .put("pcr2", measurement.pcr2())
                .build();
    }

    /**
     * Reads a measurement as it stands in manifests.
     *
     * @throws MalformedException when it is none
     */
    public static Measurement measurement(JsonObject json) {
        if (!json.names().equals(REGISTERS)) {
            throw new MalformedException("a measurement has pcr0, pcr1 and pcr2, and nothing else");
        }
        try {
            return new Measurement(json.text("pcr0"), json.text("pcr1"), json.text("pcr2"));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("a register of a measurement has 48 bytes, and not zeros alone");
        }
    }
}
