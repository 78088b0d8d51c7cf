package dev.quittance.agent.cli.audit;

import dev.quittance.agent.log.LogAudit;
import dev.quittance.protocol.MalformedException;
import dev.quittance.transparency.Checkpoint;
import dev.quittance.transparency.LogFaultException;
import dev.quittance.transparency.LogKey;
import dev.quittance.transparency.SignedNote;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a whole log without asking the signer. */
@Command(
        name = "verify",
        sortOptions = false,
        description = {
            "Checks a whole log: hashes every entry anew and compares the root with the signed checkpoint.",
            "SOURCE is a file or URL with an entry on each line, as \"audit export\" writes it."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:the log holds", "1:a file cannot be read", "2:wrong usage", "3:the log does not hold"})
final class VerifyLogCommand implements Callable<Integer> {
    static final int HOLDS = 0;
    static final int UNREADABLE = 1;
    static final int DOES_NOT_HOLD = 3;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean helpAsked;

    @Parameters(paramLabel = "SOURCE", description = "The entries.")
    private String source = "";

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description = "The signed checkpoint. Default: SOURCE with .checkpoint added.")
    private Optional<Path> checkpoint = Optional.empty();

    @Option(
            names = "--key",
            paramLabel = "KEY",
            required = true,
            description = "The live key that an attestation document names: SubjectPublicKeyInfo in base64.")
    private String key = "";

    @Option(
            names = "--origin",
            paramLabel = "NAME",
            defaultValue = "quittance-signer",
            description = "The log's name. Default: quittance-signer.")
    private String origin = "";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        try (BufferedReader entries = open()) {
            LogKey attested = LogKey.of(origin, Base64.getDecoder().decode(key));
            Checkpoint expected = SignedNote.verified(Files.readString(checkpointFile()), attested);
            Map<String, Long> kinds = new LogAudit(expected).run(entries::readLine);
            var out = spec.commandLine().getOut();
            out.println("entries      " + expected.size());
            kinds.forEach((kind, count) -> out.println(String.format("%-12s %d", kind, count)));
            out.println("root         " + expected.root());
            out.println("The log holds.");
            return HOLDS;
        } catch (LogFaultException e) {
            spec.commandLine().getOut().println("The log does not hold: " + e.getMessage());
            return DOES_NOT_HOLD;
        } catch (IOException | MalformedException | IllegalArgumentException e) {
            spec.commandLine().getErr().println("quittance audit verify: " + e.getMessage());
            return UNREADABLE;
        }
    }

    private boolean isUrl() {
        return source.startsWith("http://") || source.startsWith("https://");
    }

    private BufferedReader open() throws IOException {
        var strict = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var in = isUrl() ? URI.create(source).toURL().openStream() : Files.newInputStream(Path.of(source));
        return new BufferedReader(new InputStreamReader(in, strict), 1 << 16);
    }

    private Path checkpointFile() throws IOException {
        if (checkpoint.isEmpty() && isUrl()) {
            throw new IOException("with a URL, give --checkpoint");
        }
        return checkpoint.orElseGet(() -> Path.of(source + ".checkpoint"));
    }
}
