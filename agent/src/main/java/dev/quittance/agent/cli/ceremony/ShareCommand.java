package dev.quittance.agent.cli.ceremony;

import dev.quittance.agent.ceremony.AttestedRun;
import dev.quittance.agent.ceremony.CeremonyClient;
import dev.quittance.agent.ceremony.CeremonyRefusedException;
import dev.quittance.agent.ceremony.CeremonyState;
import dev.quittance.agent.ceremony.CeremonyState.BoxedShare;
import dev.quittance.agent.ceremony.CeremonyState.Phase;
import dev.quittance.agent.ceremony.Holder;
import dev.quittance.attestation.box.BoxKey;
import dev.quittance.attestation.box.BoxRecipient;
import dev.quittance.attestation.manifest.Envelope;
import dev.quittance.attestation.manifest.ManifestRefusal;
import dev.quittance.attestation.manifest.ManifestRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A holder brings its share to a signer that waits for the root. */
@Command(
        name = "share",
        description =
                "Brings a holder's share to a signer that waits for its root on a manifest that the holder has checked.")
final class ShareCommand extends SignerStep {
    @Option(
            names = "--holder-key-file",
            paramLabel = "FILE",
            required = true,
            description = "The holder's private JWK of X25519.")
    private Path key = Path.of("");

    @Option(
            names = "--in-force",
            paramLabel = "FILE",
            required = true,
            description = "The manifest under which the share was given out, as the holder kept it.")
    private Path inForce = Path.of("");

    @Option(
            names = "--hash",
            paramLabel = "0x...",
            required = true,
            description = "Hash of the manifest on which the signer may have the root.")
    private String hash = "";

    @Override
    boolean closesSecret() {
        return true;
    }

    @Override
    void run(CeremonyClient client, Optional<AttestedRun> run)
            throws IOException, InterruptedException, CeremonyRefusedException {
        var holder = new Holder(BoxKey.fromJwk(Files.readString(key)));
        Envelope kept = CeremonyFiles.envelope(inForce);
        CeremonyState state = client.state();
        if (state.phase() != Phase.AWAITS_ROOT) {
            throw new CeremonyRefusedException("the signer does not wait for its root");
        }
        Envelope awaited = state.awaited().orElseThrow(() -> new IOException("the signer names no manifest"));
        if (!awaited.manifest().hash().toString().equals(hash)) {
            throw new CeremonyRefusedException("the signer waits for its root on another manifest: "
                    + awaited.manifest().hash());
        }
        Optional<ManifestRefusal> refusal = ManifestRules.refuseSuccession(awaited, kept.manifest());
        if (refusal.isPresent()) {
            throw new CeremonyRefusedException(
                    refusal.get().code() + ": " + refusal.get().detail());
        }
        BoxedShare share = state.shares().stream()
                .filter(holder::holds)
                .findFirst()
                .orElseThrow(() -> new CeremonyRefusedException("no share is for this holder's key"));
        BoxRecipient key = run.orElseThrow().key(awaited.manifest(), state.key());
        tell(client.bring(share.index(), holder.pass(share, kept.manifest(), awaited.manifest(), key)));
    }
}
