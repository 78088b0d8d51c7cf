package dev.quittance.demo;

import dev.quittance.agent.ceremony.CeremonyClient;
import dev.quittance.agent.ceremony.CeremonyRefusedException;
import dev.quittance.agent.ceremony.Holder;
import dev.quittance.agent.ceremony.UnattendedCeremony;
import dev.quittance.agent.signing.SignerTls;
import dev.quittance.attestation.box.BoxKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Has the composed signer opened with the keys of everybody, which only an evaluation has in one place. */
@Command(
        name = "ceremony",
        description =
                "Approves whatever signer runs and brings it its root, with the keys of a folder; for evaluation.")
final class ComposeCeremony implements Callable<Integer> {
    private static final int HOLDERS = 3;
    private static final int SHARES = 2;

    @Option(names = "--signer", required = true, description = "Address of the signer-service.")
    private URI signer = URI.create("");

    @Option(names = "--signer-ca-file", required = true, description = "PEM certificates of the signer.")
    private Path caFile = Path.of("");

    @Option(names = "--secrets", required = true, description = "Folder with the keys of admin and holders.")
    private Path secrets = Path.of("");

    @Override
    public Integer call() throws InterruptedException {
        return Running.inOneLine(this::run, message -> {});
    }

    private int run() throws IOException, InterruptedException {
        var tls = new SignerTls(Optional.of(caFile), Optional.empty(), Optional.empty());
        try {
            var holders = new ArrayList<Path>();
            for (int number = 1; number <= HOLDERS; number++) {
                holders.add(secrets.resolve("holder-" + number + ".jwk"));
            }
            with(secrets.resolve(Credentials.ADMIN + ".jwk"), holders)
                    .hold(new CeremonyClient(tls.httpClient(), signer));
            return 0;
        } catch (CeremonyRefusedException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** A ceremony with the keys of one admin and all holders, two of whom are enough. */
    static UnattendedCeremony with(Path adminKey, List<Path> holderKeys) throws IOException {
        var holders = new ArrayList<Holder>();
        for (Path key : holderKeys) {
            holders.add(new Holder(BoxKey.fromJwk(Secrets.read(key))));
        }
        return new UnattendedCeremony(List.of(Secrets.read(adminKey)), holders, SHARES, "evaluation");
    }
}
