package dev.quittance.agent.cli.admin;

import dev.quittance.attestation.box.Box;
import dev.quittance.attestation.ceremony.AccountContext;
import dev.quittance.attestation.ceremony.CeremonyKeyProof;
import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Proposes an account with a key from elsewhere. */
@Command(
        name = "import-key",
        description = "Proposes to open an account with a key from elsewhere, in a box that the signer alone opens.")
final class ImportCommand extends AdminCommand {
    @Parameters(paramLabel = "ACCOUNT", description = "Name of the new account.")
    private String account = "";

    @Option(names = "--principal", paramLabel = "NAME", required = true, description = "Whose it will be.")
    private String principal = "";

    @Option(
            names = "--kind",
            defaultValue = "payer",
            description = "payer, relay, receipt or merchant. Default: payer.")
    private String kind = "";

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            required = true,
            description = "The secp256k1 key as 0x and 64 digits.")
    private Path keyFile = Path.of("");

    @Override
    boolean concernsSecret() {
        return true;
    }

    @Override
    int run(AdminConnection signer) throws IOException, InterruptedException, RefusedException {
        JsonObject state = signer.get("/v1/ceremony");
        var vouched = CeremonyKeyProof.parse(
                state.optionalObject("importKey").orElseThrow(() -> new RefusedException("the signer has no root")));
        var recipient = vouched.verified(Hex.decode(vouched.livePublicKey()))
                .orElseThrow(() -> new RefusedException("the live key did not sign the import key"));
        byte[] secret = Hex.decode(Files.readString(keyFile).strip(), 32);
        try (PrivateKey key = PrivateKey.of(secret)) {
            Address address = Secp256k1.create().address(key);
            Box box = Box.close(secret, Box.Purpose.IMPORT, AccountContext.of(account, address), recipient);
            return propose(
                    signer,
                    JsonObject.builder()
                            .put("kind", "import_account")
                            .put("principal", principal)
                            .put("name", account)
                            .put("accountKind", kind)
                            .put("address", address.toString())
                            .put("box", box.toString())
                            .build());
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }
}
