package dev.quittance.signer;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Certificates of the service, of a caller that it trusts, and of one that it does not; nothing is served in the clear. */
public final class TlsEnvironment implements QuarkusTestResourceLifecycleManager {
    static final String PASSWORD = "changeit";

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory("signer-tls");
            Path signer = keyStore(folder, "signer", "-ext", "san=dns:localhost,ip:127.0.0.1");
            Path caller = keyStore(folder, "caller");
            Path stranger = keyStore(folder, "stranger");
            Path callers = trust(folder, "callers", caller, "caller");
            Path signers = trust(folder, "signers", signer, "signer");
            return Map.of(
                    "quarkus.http.ssl.certificate.key-store-file", signer.toString(),
                    "quarkus.http.ssl.certificate.key-store-password", PASSWORD,
                    "quarkus.http.ssl.certificate.trust-store-file", callers.toString(),
                    "quarkus.http.ssl.certificate.trust-store-password", PASSWORD,
                    "quarkus.http.insecure-requests", "disabled",
                    "test.tls.caller", caller.toString(),
                    "test.tls.stranger", stranger.toString(),
                    "test.tls.signers", signers.toString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("certificates cannot be made", e);
        }
    }

    private static Path keyStore(Path folder, String name, String... more) throws IOException, InterruptedException {
        Path file = folder.resolve(name + ".p12");
        var arguments = new ArrayList<>(List.of("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1"));
        arguments.addAll(List.of("-dname", "CN=" + name, "-alias", name, "-keystore", file.toString()));
        arguments.addAll(List.of(more));
        keytool(arguments);
        return file;
    }

    private static Path trust(Path folder, String name, Path keyStore, String alias)
            throws IOException, InterruptedException {
        Path certificate = folder.resolve(name + ".crt");
        Path file = folder.resolve(name + ".p12");
        keytool(List.of(
                "-exportcert", "-alias", alias, "-keystore", keyStore.toString(), "-file", certificate.toString()));
        keytool(List.of(
                "-importcert",
                "-noprompt",
                "-alias",
                alias,
                "-keystore",
                file.toString(),
                "-file",
                certificate.toString()));
        return file;
    }

    private static void keytool(List<String> arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(arguments);
        command.addAll(List.of("-storepass", PASSWORD, "-storetype", "PKCS12"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException("keytool failed: " + arguments.getFirst());
        }
    }

    @Override
    public void stop() {}
}
