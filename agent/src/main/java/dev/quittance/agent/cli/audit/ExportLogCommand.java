package dev.quittance.agent.cli.audit;

import dev.quittance.agent.cli.signer.SignerAddress;
import dev.quittance.agent.signing.SignerConnection;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.token.RequestTokenSigner;
import dev.quittance.transparency.LogFaultException;
import dev.quittance.transparency.SignedNote;
import java.io.IOException;
import java.io.Writer;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Copies a signer's whole log into a file. */
@Command(
        name = "export",
        sortOptions = false,
        description = {
            "Copies the log of a signer into FILE, an entry on each line, and its checkpoint into FILE.checkpoint.",
            "Only admins may read what others asked for."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:done", "1:the signer or a file could not be used", "2:wrong usage"})
final class ExportLogCommand extends SignerAddress implements Callable<Integer> {
    private static final int OK = 200;
    private static final int PAGE = 200;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean helpAsked;

    @Option(names = "--admin", paramLabel = "NAME", required = true, description = "Name of the admin who reads.")
    private String admin = "";

    @Option(
            names = "--admin-key-file",
            paramLabel = "FILE",
            required = true,
            description = "The admin's private key as a JSON Web Key of P-256 or Ed25519.")
    private Path keyFile = Path.of("");

    @Parameters(paramLabel = "FILE", description = "Where the entries go; it must not exist.")
    private Path file = Path.of("");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        try {
            var tokens = new RequestTokenSigner(
                    admin, Files.readString(keyFile), new SecureRandom(), InstantSource.system());
            long size = export(connect(tokens));
            spec.commandLine().getOut().println(size + " entries are in " + file);
            return 0;
        } catch (IOException | MalformedException | LogFaultException e) {
            spec.commandLine().getErr().println("quittance audit export: " + e.getMessage());
            return 1;
        }
    }

    private long export(SignerConnection signer) throws IOException, InterruptedException, LogFaultException {
        JsonObject newest = get(signer, "/v1/log/checkpoint");
        String note = newest.text("checkpoint");
        long size = SignedNote.unverified(note).size();
        try (Writer out = Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW)) {
            long at = 0;
            while (at < size) {
                List<String> entries = get(
                                signer, "/v1/log/entries?start=" + at + "&count=" + Math.min(PAGE, size - at))
                        .texts("entries");
                if (entries.isEmpty()) {
                    throw new IOException("the log ends before its checkpoint");
                }
                for (String entry : entries) {
                    out.write(entry);
                    out.write('\n');
                }
                at += entries.size();
            }
        }
        Files.writeString(file.resolveSibling(file.getFileName() + ".checkpoint"), note);
        return size;
    }

    private static JsonObject get(SignerConnection signer, String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = signer.send("GET", path, new byte[0]);
        if (answer.statusCode() != OK) {
            throw new IOException("the signer answered " + answer.statusCode() + " to " + path);
        }
        return JsonObject.parse(answer.body());
    }
}
