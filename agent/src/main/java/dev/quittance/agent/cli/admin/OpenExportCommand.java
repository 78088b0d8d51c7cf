package dev.quittance.agent.cli.admin;

import dev.quittance.attestation.box.Box;
import dev.quittance.attestation.box.BoxKey;
import dev.quittance.attestation.box.BoxRecipient;
import dev.quittance.attestation.ceremony.AccountContext;
import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Opens the box of a key that a quorum had taken out. */
@Command(name = "open-export", description = "Opens the newest box with an account's key for a recipient.")
final class OpenExportCommand extends AdminCommand {
    @Parameters(paramLabel = "ACCOUNT", description = "The account's name.")
    private String account = "";

    @Option(
            names = "--recipient-key-file",
            paramLabel = "FILE",
            required = true,
            description = "The recipient's private JWK of X25519.")
    private Path recipient = Path.of("");

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "Where the key goes, as 0x and 64 digits; must not be there.")
    private Path target = Path.of("");

    @Override
    int run(AdminConnection signer) throws IOException, InterruptedException, RefusedException {
        BoxKey key = BoxKey.fromJwk(Files.readString(recipient));
        JsonObject export = signer.get("/v1/accounts/by-name/" + account + "/exports").objects("exports").stream()
                .filter(each -> BoxRecipient.fromJwk(each.object("recipient")).equals(key.recipient()))
                .findFirst()
                .orElseThrow(() -> new RefusedException("nothing of this account was taken out for this recipient"));
        Address address = Address.parse(export.text("address"));
        byte[] secret = Box.parse(export.text("box"))
                .open(Box.Purpose.EXPORT, AccountContext.of(account, address), key)
                .orElseThrow(() -> new RefusedException("the box does not open: the account had another name then"));
        try (PrivateKey taken = PrivateKey.of(secret)) {
            if (!Secp256k1.create().address(taken).equals(address)) {
                throw new RefusedException("the box holds the key of another account");
            }
            Files.createFile(
                    target, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(target, Hex.encode(secret) + "\n");
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
        out().println("the key of " + address);
        return DONE;
    }
}
