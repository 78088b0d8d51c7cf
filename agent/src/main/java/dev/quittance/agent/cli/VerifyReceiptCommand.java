package dev.quittance.agent.cli;

import dev.quittance.agent.receipt.HeldReceipt;
import dev.quittance.agent.receipt.ReceiptCheck;
import dev.quittance.agent.receipt.ReceiptCheck.Expected;
import dev.quittance.agent.receipt.ReceiptFault;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.receipt.PaidTransfer;
import dev.quittance.protocol.receipt.ReceiptDocument;
import dev.quittance.protocol.receipt.ResponseDigest;
import dev.quittance.protocol.receipt.Standing;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a receipt offline. */
@Command(
        name = "verify",
        sortOptions = false,
        description = {
            "Checks a receipt without asking anybody.",
            "FILE is the receipt, a decoded PAYMENT-RESPONSE, or what \"quittance pay --json\" printed."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:the receipt holds",
            "1:a file cannot be read or is no receipt",
            "2:wrong usage",
            "3:the receipt does not hold"
        })
final class VerifyReceiptCommand implements Callable<Integer> {
    static final int HOLDS = 0;
    static final int UNREADABLE = 1;
    static final int DOES_NOT_HOLD = 3;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean helpAsked;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The receipt.")
    private Path file = Path.of("");

    @Option(
            names = "--signer",
            paramLabel = "ADDRESS",
            description = "Who must have signed, as the seller publishes it. Without it any signer counts.")
    private Optional<String> signer = Optional.empty();

    @Option(
            names = "--response",
            paramLabel = "FILE",
            description = "The body of the answer, which the receipt must be for.")
    private Optional<Path> response = Optional.empty();

    @Option(names = "--status", description = "Status of that answer. Default: 200.", defaultValue = "200")
    private int status;

    @Option(
            names = "--content-type",
            paramLabel = "TYPE",
            description = "Content-Type of that answer, as it stood. Default: none.",
            defaultValue = "")
    private String contentType = "";

    @Option(names = "--json", description = "Print the verdict as one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Optional<Address> expectedSigner = signer.map(this::address);
        HeldReceipt receipt;
        Optional<Bytes32> digest;
        try {
            receipt = HeldReceipt.parse(Files.readAllBytes(file));
            digest = response.isPresent() ? Optional.of(digest(response.get())) : receipt.response();
        } catch (IOException e) {
            return unreadable("cannot read " + e.getMessage());
        } catch (MalformedException e) {
            return unreadable(String.valueOf(e.getMessage()));
        }
        var expected = Expected.NOTHING.withSigner(expectedSigner);
        expected = digest.map(expected::withResponse).orElse(expected);
        Set<ReceiptFault> faults = new ReceiptCheck(Secp256k1.create()).faults(receipt.document(), expected);
        if (json) {
            out().println(report(receipt.document(), expected, faults));
        } else {
            tell(receipt.document(), expected, faults);
        }
        return faults.isEmpty() ? HOLDS : DOES_NOT_HOLD;
    }

    private static JsonObject report(ReceiptDocument document, Expected expected, Set<ReceiptFault> faults) {
        return JsonObject.builder()
                .put("holds", faults.isEmpty())
                .put("signer", document.signer().toString())
                .put("signerChecked", expected.signer().isPresent())
                .put("responseChecked", expected.response().isPresent())
                .putTexts("faults", faults.stream().map(ReceiptFault::code).toList())
                .put("quittance", document.quittance().toJson())
                .build();
    }

    private void tell(ReceiptDocument document, Expected expected, Set<ReceiptFault> faults) {
        PrintWriter out = out();
        var facts = document.quittance().facts();
        PaidTransfer transfer = facts.transfer();
        out.println("payment      " + facts.paymentId() + " at " + facts.tenant());
        facts.order().ifPresent(order -> out.println("order        " + order));
        out.println("paid         " + transfer.amount() + " atomic units of " + transfer.asset() + " on "
                + facts.network());
        out.println("from         " + transfer.payer());
        out.println("to           " + transfer.payTo());
        out.println("transaction  " + facts.standing().transaction());
        out.println("standing     " + standing(facts.standing()));
        out.println("issued       " + Instant.ofEpochSecond(document.quittance().issuedAt()));
        out.println("signer       " + document.signer());
        faults.forEach(fault -> out.println("WRONG        " + fault.meaning()));
        if (faults.isEmpty()) {
            out.println("The receipt holds.");
            if (expected.signer().isEmpty()) {
                spec.commandLine().getErr().println("Whether this signer is the seller's was not checked (--signer).");
            }
        } else {
            out.println("The receipt does not hold.");
        }
    }

    private static String standing(Standing standing) {
        return standing.place()
                .map(place -> standing.level().text() + " in block " + place.blockNumber() + " " + place.blockHash())
                .orElse(standing.level().text());
    }

    private Bytes32 digest(Path body) throws IOException {
        return ResponseDigest.of(status, contentType, Files.readAllBytes(body));
    }

    private Address address(String text) {
        try {
            return Address.parse(text);
        } catch (MalformedException e) {
            throw new ParameterException(spec.commandLine(), "--signer: " + e.getMessage());
        }
    }

    private int unreadable(String message) {
        spec.commandLine().getErr().println("quittance receipt verify: " + message);
        return UNREADABLE;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
