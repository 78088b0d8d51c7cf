package dev.quittance.demo;

import dev.quittance.devstack.DevstackException;
import dev.quittance.devstack.suite.ServiceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Measures the signer from its files, by the same runtime, options and environment that will run it. */
final class SignerMeasurement {
    private static final String MAIN = "dev.quittance.signer.measurement.MeasureMain";
    private static final long LIMIT_SECONDS = 120;

    private SignerMeasurement() {}

    /**
     * Writes the measurement to a file, as {@code quittance measure} prints it.
     *
     * @throws DevstackException when the signer cannot be measured
     */
    static void write(ServiceSpec signer, Map<String, String> environment, Path file) {
        Path app = signer.jar().resolveSibling("");
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(signer.jvmOptions());
        command.addAll(List.of("-cp", app.resolve("app") + "/*:" + app.resolve("lib/main") + "/*", MAIN, app.toString()));
        var builder = new ProcessBuilder(command)
                .redirectOutput(file.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        try {
            Files.createDirectories(file.resolveSibling(""));
            Process process = builder.start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new DevstackException("the signer cannot be measured");
            }
        } catch (IOException e) {
            throw new DevstackException("the signer cannot be measured: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevstackException("interrupted while the signer is measured", e);
        }
    }
}
