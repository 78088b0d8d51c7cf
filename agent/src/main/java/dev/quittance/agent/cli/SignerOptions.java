package dev.quittance.agent.cli;

import dev.quittance.agent.cli.signer.SignerAddress;
import dev.quittance.agent.log.LogWitness;
import dev.quittance.agent.log.SeenLog;
import dev.quittance.agent.signing.CustodialAccount;
import dev.quittance.agent.signing.LocalKey;
import dev.quittance.agent.signing.PaymentSigner;
import dev.quittance.agent.signing.SignerConnection;
import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.token.RequestTokenSigner;
import dev.quittance.transparency.LogFaultException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Who signs: exactly one of a key file and a signer-service account. */
final class SignerOptions {
    private static final Duration AUTHORIZATION_LIFE_MAX = Duration.ofHours(1);

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "Sign with the private key in this file (0x and 64 hexadecimal digits).")
    Optional<Path> keyFile = Optional.empty();

    @ArgGroup(exclusive = false)
    @Nullable
    Custody custody; // picocli knows no Optional group

    /** An account that the signer-service keeps. */
    static final class Custody extends SignerAddress {
        @Option(
                names = "--principal",
                paramLabel = "NAME",
                required = true,
                description = "Name under which the signer knows this agent.")
        String principal = "";

        @Option(
                names = "--principal-key-file",
                paramLabel = "FILE",
                required = true,
                description = "The agent's private P-256 key as a JSON Web Key.")
        Path principalKeyFile = Path.of("");

        @Option(
                names = "--account",
                paramLabel = "ACCOUNT",
                required = true,
                description = "Address or name of the account that pays.")
        String account = "";
    }

    /**
     * Builds the signer.
     *
     * @throws IOException when a file cannot be read, or the signer cannot tell the account
     * @throws MalformedException when a file or an option holds something else; it names which
     */
    PaymentSigner signer(CommandLine commandLine) throws IOException, InterruptedException {
        if (keyFile.isPresent()) {
            return localKey(keyFile.get());
        }
        if (custody == null) {
            throw new ParameterException(commandLine, "who signs? Give --key-file, or --signer with its options");
        }
        return custodialAccount(custody);
    }

    private static PaymentSigner localKey(Path file) throws IOException {
        byte[] secret = part(
                "the key file " + file + " holds no private key (0x and 64 hexadecimal digits)",
                () -> Hex.decode(Files.readString(file).strip(), Bytes32.LENGTH));
        try {
            return new LocalKey(
                    part("the key file " + file + " holds no private key", () -> PrivateKey.of(secret)),
                    Secp256k1.create(),
                    Registry.builtIn(),
                    AUTHORIZATION_LIFE_MAX,
                    InstantSource.system());
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private static PaymentSigner custodialAccount(Custody custody) throws IOException, InterruptedException {
        RequestTokenSigner tokens = part(
                "the principal's key file " + custody.principalKeyFile,
                () -> new RequestTokenSigner(
                        custody.principal,
                        Files.readString(custody.principalKeyFile),
                        new SecureRandom(),
                        InstantSource.system()));
        SignerConnection connection = part("the options that name the signer", () -> custody.connect(tokens));
        witness(connection, custody);
        return new CustodialAccount(connection, address(connection, custody.account));
    }

    /** Pays nothing through a signer whose log is not what it was. */
    private static void witness(SignerConnection connection, Custody custody) throws IOException, InterruptedException {
        var file = StateFolder.ofUser().resolve("signer-log").resolve(custody.host() + ".json");
        try {
            new LogWitness(connection, new SeenLog(file)).present();
        } catch (LogFaultException e) {
            throw new IOException("the signer's log is not to be believed: " + e.getMessage(), e);
        }
    }

    private static Address address(SignerConnection connection, String account)
            throws IOException, InterruptedException {
        if (account.startsWith("0x")) {
            return part("the account " + account, () -> Address.parse(account));
        }
        return connection.accounts().stream()
                .filter(known -> known.name().equals(account))
                .map(SignerConnection.Account::address)
                .findFirst()
                .orElseThrow(() -> new IOException("the signer keeps no account of that name for this principal"));
    }

    @FunctionalInterface
    private interface Read<T> {
        T read() throws IOException;
    }

    /** Says what a malformed text was meant to be. */
    private static <T> T part(String name, Read<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (MalformedException e) {
            throw new MalformedException(name + ": " + e.getMessage(), e);
        }
    }
}
