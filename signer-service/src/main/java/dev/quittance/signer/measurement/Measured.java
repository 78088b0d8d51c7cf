package dev.quittance.signer.measurement;

import dev.quittance.attestation.Measurement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.SortedMap;

/**
 * Everything that was measured, by register and name.
 *
 * @param code SHA-384 of each file of the application
 * @param machine of the runtime and its options
 * @param settings of what the process was told
 */
public record Measured(
        SortedMap<String, byte[]> code, SortedMap<String, byte[]> machine, SortedMap<String, byte[]> settings) {

    /**
     * Measures this process as it was started.
     *
     * @throws UnmeasurableException when something in it cannot be measured
     */
    static Measured ofThisProcess() {
        try {
            var files = new Files384();
            return of(Code.running(System.getProperty("java.class.path"), files), files);
        } catch (IOException e) {
            throw new UncheckedIOException("what runs here cannot be read", e);
        }
    }

    /** What this process would measure if it ran the application in the folder: same runtime, options and environment. */
    static Measured of(Path app) throws IOException {
        var files = new Files384();
        return of(Code.in(app, files), files);
    }

    private static Measured of(SortedMap<String, byte[]> code, Files384 files) throws IOException {
        return new Measured(
                code,
                Machine.of(
                        Path.of(System.getProperty("java.home")),
                        ManagementFactory.getRuntimeMXBean().getInputArguments(),
                        files),
                Settings.of(System.getenv(), Path.of("").toAbsolutePath()));
    }

    /** The three registers. */
    public Measurement measurement() {
        return new Measurement(Register.over(code), Register.over(machine), Register.over(settings));
    }
}
