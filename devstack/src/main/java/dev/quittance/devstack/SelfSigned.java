package dev.quittance.devstack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A certificate that is its own authority, made by the JDK's {@code keytool}.
 *
 * @param certificate PEM; also what trusts it
 * @param key PEM, PKCS #8
 */
public record SelfSigned(String certificate, String key) {
    private static final String ALIAS = "self";
    private static final int DAYS = 365;
    private static final long LIMIT_SECONDS = 60;

    /**
     * A new P-256 key with a certificate for some host names.
     *
     * @param hosts at least one
     * @throws DevstackException when keytool fails
     */
    public static SelfSigned forHosts(List<String> hosts) {
        byte[] password = new byte[16];
        new SecureRandom().nextBytes(password);
        String secret = HexFormat.of().formatHex(password);
        try {
            Path folder = Files.createTempDirectory("quittance-tls");
            Path file = folder.resolve("store.p12");
            try {
                generate(file, secret, hosts);
                return read(file, secret.toCharArray());
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new DevstackException("no certificate can be made: " + e.getMessage(), e);
        }
    }

    private static void generate(Path file, String secret, List<String> hosts) throws IOException {
        String names = hosts.stream().map(host -> "dns:" + host).collect(Collectors.joining(","));
        var builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + hosts.getFirst(),
                "-ext",
                "san=" + names,
                "-validity",
                Integer.toString(DAYS),
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass:env",
                "STORE_PASSWORD");
        builder.environment().put("STORE_PASSWORD", secret);
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException("keytool failed");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static SelfSigned read(Path file, char[] password) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(file.toFile(), password);
        return new SelfSigned(
                pem("CERTIFICATE", store.getCertificate(ALIAS).getEncoded()),
                pem("PRIVATE KEY", store.getKey(ALIAS, password).getEncoded()));
    }

    private static String pem(String type, byte[] der) {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n";
    }

    @Override
    public String toString() {
        return "SelfSigned[key not shown]";
    }
}
