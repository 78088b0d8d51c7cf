package dev.quittance.agent.cli;

import dev.quittance.agent.PayingClient;
import dev.quittance.agent.PriceLimit;
import dev.quittance.agent.Purchase;
import dev.quittance.agent.PurchaseLeg;
import dev.quittance.agent.PurchaseOutcome;
import dev.quittance.agent.journal.FileJournal;
import dev.quittance.agent.journal.JournalLimits;
import dev.quittance.agent.signing.PaymentSigner;
import dev.quittance.protocol.MalformedException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks one URL, pays when it asks for a payment, and prints the answer. */
@Command(
        name = "pay",
        sortOptions = false,
        description = "Asks URL and pays when it answers 402, never more than the maximum price.",
        exitCodeListHeading = "Exit codes:%n")
public final class PayCommand implements Callable<Integer> {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean helpAsked;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(paramLabel = "URL", description = "http or https address to ask.")
    private URI url = URI.create("");

    @Option(
            names = "--max-price",
            paramLabel = "PRICE",
            defaultValue = "$0.01",
            description = "The most to pay: \"$$0.01\", or atomic units such as 10000. Default: ${DEFAULT-VALUE}.")
    private String maxPrice = "";

    @Option(
            names = {"-X", "--method"},
            description = "HTTP method. Default: GET, or POST with --data.")
    private Optional<String> method = Optional.empty();

    @Option(
            names = {"-d", "--data"},
            description = "Request body.")
    private Optional<String> data = Optional.empty();

    @Option(
            names = {"-H", "--header"},
            paramLabel = "NAME:VALUE",
            description = "Request header; may be repeated.")
    private List<String> headers = new ArrayList<>();

    @Option(names = "--json", description = "Print the outcome as one JSON object.")
    private boolean json;

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            description = "Sets this purchase apart from others of the same request; not sent.")
    private Optional<String> idempotencyKey = Optional.empty();

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Where unfinished purchases are kept, so that the next run goes on with them."
                    + " Default: $$XDG_STATE_HOME/quittance, or ~/.local/state/quittance.")
    private Optional<Path> state = Optional.empty();

    @Option(
            names = "--receipt",
            paramLabel = "FILE",
            description = "Write the quittance, the signed receipt of what was paid, to this file.")
    private Optional<Path> receipt = Optional.empty();

    @ArgGroup(multiplicity = "1")
    private SignerOptions signerOptions = new SignerOptions();

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        // The JDK must not send a payment twice behind our back: a no to the second would look like a no to the first.
        System.setProperty("jdk.httpclient.redirects.retrylimit", "1");
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        var commandLine = new CommandLine(new PayCommand());
        var exitCodes = new LinkedHashMap<String, String>();
        for (ExitCode exitCode : ExitCode.values()) {
            exitCodes.put(" " + exitCode.code(), exitCode.meaning());
        }
        commandLine.getCommandSpec().usageMessage().exitCodeList(exitCodes);
        return commandLine;
    }

    @Override
    public Integer call() throws InterruptedException {
        var purchase = new Purchase(request(), priceLimit(), idempotencyKey);
        var err = spec.commandLine().getErr();
        Consumer<PurchaseLeg> observer = json ? leg -> {} : new LegPrinter(err);
        try {
            PaymentSigner signer = signerOptions.signer(spec.commandLine());
            var journal = FileJournal.in(
                    state.orElseGet(StateFolder::ofUser), JournalLimits.DEFAULTS, InstantSource.system());
            PurchaseOutcome outcome =
                    PayingClient.with(signer, journal, observer).buy(purchase, this::deliver);
            return ExitCode.of(outcome).code();
        } catch (IOException | UncheckedIOException e) {
            err.println("quittance pay: " + Optional.ofNullable(e.getMessage()).orElse("cannot reach " + url));
            return e instanceof UncheckedIOException ? ExitCode.UNDELIVERED.code() : ExitCode.UNREACHABLE.code();
        } catch (MalformedException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    /** The purchase is finished when this returns: what cannot be written must throw. */
    private void deliver(PurchaseOutcome outcome) {
        if (outcome instanceof PurchaseOutcome.Paid paid && receipt.isPresent()) {
            new ReceiptFile(receipt.get(), spec.commandLine().getErr()).write(paid);
        }
        print(outcome);
    }

    private void print(PurchaseOutcome outcome) {
        if (json) {
            var out = spec.commandLine().getOut();
            out.println(OutcomeReport.of(outcome));
            requireWritten(out.checkError());
            return;
        }
        var err = spec.commandLine().getErr();
        switch (outcome) {
            case PurchaseOutcome.Paid(var answer, var settlement) -> writeBody(answer.body());
            case PurchaseOutcome.Free(var answer) -> writeBody(answer.body());
            case PurchaseOutcome.Refused(var refusal) -> err.println("quittance pay: " + refusal.message());
            case PurchaseOutcome.Pending pending -> err.println("quittance pay: " + PendingText.of(pending));
        }
    }

    /** The body is bytes, not text: it goes past the writer. */
    private void writeBody(byte[] body) {
        spec.commandLine().getOut().flush();
        PrintStream out = System.out;
        out.writeBytes(body);
        out.flush();
        requireWritten(out.checkError());
    }

    private static void requireWritten(boolean failed) {
        if (failed) {
            throw new UncheckedIOException("the answer could not be written", new IOException("output is closed"));
        }
    }

    private PriceLimit priceLimit() {
        try {
            return PriceLimit.parse(maxPrice);
        } catch (MalformedException e) {
            throw usage("--max-price: " + e.getMessage());
        }
    }

    private HttpRequest request() {
        try {
            var request = HttpRequest.newBuilder(url)
                    .method(
                            method.orElse(data.isPresent() ? "POST" : "GET"),
                            data.map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody));
            for (String header : headers) {
                String[] parts = header.split(":", 2);
                request.header(parts[0].strip(), parts.length == 2 ? parts[1].strip() : "");
            }
            return request.build();
        } catch (IllegalArgumentException e) {
            throw usage("not a request that can be sent: " + e.getMessage());
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
