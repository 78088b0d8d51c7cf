package dev.quittance.attestation.caller;

import dev.quittance.attestation.DocumentVerifier;
import dev.quittance.attestation.Freshness;
import dev.quittance.attestation.Measurement;
import dev.quittance.attestation.TrustRoot;
import dev.quittance.attestation.TrustRoot.TextFile;
import dev.quittance.attestation.Verification;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What a caller expects of the signer.
 *
 * @param root whose word is believed
 * @param measurements what may run; several while one replaces another
 */
public record Expectation(TrustRoot root, Set<Measurement> measurements) {
    private static final Set<String> MEMBERS = Set.of("pcr0", "pcr1", "pcr2");

    /** Takes at least one measurement. */
    public Expectation {
        if (measurements.isEmpty()) {
            throw new IllegalArgumentException("which measurements are expected?");
        }
        measurements = Set.copyOf(measurements);
    }

    /**
     * Reads measurements as {@code quittance measure} prints them: one JSON object a line, with the three registers.
     *
     * @param root of the simulation, or of AWS
     * @throws MalformedException when a line is something else, or there is none
     */
    public static Expectation parse(TrustRoot root, String lines) {
        List<String> given = lines.lines().filter(line -> !line.isBlank()).toList();
        try {
            return new Expectation(
                    root, given.stream().map(Expectation::measurement).collect(Collectors.toSet()));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("not measurements: " + e.getMessage());
        }
    }

    private static Measurement measurement(String line) {
        JsonObject json = JsonObject.parse(line);
        if (!json.names().equals(MEMBERS)) {
            throw new MalformedException("a measurement has the members pcr0, pcr1 and pcr2");
        }
        return new Measurement(json.text("pcr0"), json.text("pcr1"), json.text("pcr2"));
    }

    /**
     * The same by files that settings or options name, both or none.
     *
     * @param measurements file of measurements
     * @param root as {@link TrustRoot#named} takes it
     * @return empty when nothing is expected
     * @throws X when a file cannot be read
     * @throws MalformedException when one holds something else, or one of the two is missing
     */
    public static <X extends Exception> Optional<Expectation> named(
            Optional<Path> measurements, Optional<String> root, TextFile<X> files) throws X {
        if (measurements.isEmpty() && root.isEmpty()) {
            return Optional.empty();
        }
        if (measurements.isEmpty()) {
            throw new MalformedException("which measurements are expected? a trust root alone says nothing");
        }
        if (root.isEmpty()) {
            throw new MalformedException(
                    "who vouches for the signer, aws-nitro or the certificate of a simulated root? name the trust root");
        }
        return Optional.of(parse(TrustRoot.named(root.get(), files), files.read(measurements.get())));
    }

    /** Believes documents that say this. */
    public DocumentVerifier verifier(InstantSource clock) {
        return new DocumentVerifier(root, measurements, Freshness.DEFAULT, clock);
    }

    /** A signer of which this is expected, at this address. */
    public AttestedSigner signer(URI address, Random random, InstantSource clock, Duration life) {
        return signer(address, random, clock, life, _ -> {});
    }

    /** The same; tells what became of each document. */
    public AttestedSigner signer(
            URI address, Random random, InstantSource clock, Duration life, Consumer<Verification> heard) {
        var documents = new DocumentRequest(address, verifier(clock), random, heard);
        return new AttestedSigner(documents, clock, life);
    }
}
