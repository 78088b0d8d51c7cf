package dev.quittance.agent.cli.ceremony;

import dev.quittance.agent.ceremony.AttestedRun;
import dev.quittance.agent.ceremony.CeremonyClient;
import dev.quittance.agent.ceremony.CeremonyRefusedException;
import dev.quittance.agent.ceremony.CeremonyState;
import dev.quittance.agent.cli.signer.SignerAddress;
import dev.quittance.attestation.caller.Expectation;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/** A step that asks a signer. */
abstract class SignerStep extends CeremonyStep {
    @Mixin
    private final SignerAddress address = new SignerAddress();

    /** Whether the step closes a secret for the signer, so that it has to know what runs there. */
    boolean closesSecret() {
        return false;
    }

    /**
     * The step's own work with the signer.
     *
     * @param run of a signer whose document was believed; there when the command was told what to expect
     */
    abstract void run(CeremonyClient client, Optional<AttestedRun> run)
            throws IOException, InterruptedException, CeremonyRefusedException;

    @Override
    final void run() throws IOException, InterruptedException, CeremonyRefusedException {
        if (closesSecret()) {
            address.requireExpectation(commandLine());
        }
        var client = new CeremonyClient(address.httpClient(), address.uri());
        Optional<Expectation> expected = address.expected();
        run(client, expected.isPresent() ? Optional.of(client.attest(expected.get())) : Optional.empty());
    }

    /** Tells in a line where the signer stands. */
    final void tell(CeremonyState state) {
        String at = state.inForce()
                .map(envelope -> ", manifest " + envelope.manifest().number() + " "
                        + envelope.manifest().hash())
                .orElse("");
        switch (state.phase()) {
            case OPEN -> out().println("the signer has its root" + at);
            case AWAITS_MANIFEST ->
                out().println("the signer waits for a manifest: "
                        + state.detail().orElse("") + at);
            case AWAITS_ROOT ->
                out().println("the signer waits for its root, with "
                        + state.brought().size() + " shares of "
                        + state.inForce()
                                .map(envelope -> envelope.manifest().holders().threshold())
                                .orElse(0) + at);
        }
    }
}
