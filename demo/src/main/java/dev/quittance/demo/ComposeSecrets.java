package dev.quittance.demo;

import dev.quittance.devstack.Chain;
import dev.quittance.devstack.SelfSigned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Draws the secrets that docker-compose.yml names, for evaluation: whoever has them has play money. */
@Command(
        name = "secrets",
        description = "Draws demo secrets for docker-compose.yml into a folder; keeps what is there.")
final class ComposeSecrets implements Callable<Integer> {
    private static final List<String> PASSWORDS = List.of(
            "postgres-password",
            "gateway-db-password",
            "facilitator-db-password",
            "settlement_worker-db-password",
            "signer-postgres-password",
            "signer-db-password");

    @Parameters(paramLabel = "FOLDER", description = "Where they go; made if it is missing.")
    private Path folder = Path.of("");

    @Option(
            names = "--signer-name",
            defaultValue = "signer",
            description = "Host name by which callers reach the signer.")
    private String signerName = "";

    @Option(names = "--lanes", defaultValue = "2", description = "Relay accounts of the settlement-worker.")
    private int lanes;

    @Option(names = "--upstream", defaultValue = "http://upstream:8401", description = "What the gateway sells.")
    private String upstream = "";

    @Override
    public Integer call() throws InterruptedException {
        return Running.inOneLine(this::run, message -> {});
    }

    private int run() throws IOException {
        draw(folder, signerName, lanes, upstream);
        return 0;
    }

    /** Idempotent: a secret that is there stays, what is derived from it is written again. */
    static Credentials draw(Path folder, String signerName, int lanes, String upstream) throws IOException {
        var secrets = new Secrets(folder, new SecureRandom(), InstantSource.system());
        for (String password : PASSWORDS) {
            secrets.token(password);
        }
        Credentials credentials = Credentials.in(secrets, lanes);
        if (!Files.exists(folder.resolve("signer.crt"))) {
            var tls = SelfSigned.forHosts(List.of(signerName, "localhost"));
            secrets.derived("signer.key", tls.key());
            secrets.derived("signer.crt", tls.certificate());
        }
        secrets.derived("routes.yaml", SuiteConfig.routes(upstream, Chain.TOKEN, credentials.payee()));
        // The folder keeps others out; a container reads the files that are mounted into it, under whatever user.
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
            }
        }
        return credentials;
    }
}
