package dev.quittance.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.agent.receipt.ReceiptSample;
import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyReceiptCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void tellsThatAReceiptHolds() throws IOException {
        String file = write("receipt.json", ReceiptSample.document().toJson().toString());

        assertThat(run(file, "--signer", ReceiptSample.SIGNER.toString())).isZero();
        assertThat(out.toString()).contains("1000 atomic units", "included in block 100", "The receipt holds.");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void saysWhenTheSignerWasNotChecked() throws IOException {
        assertThat(run(write("receipt.json", ReceiptSample.document().toJson().toString())))
                .isZero();
        assertThat(err.toString()).contains("--signer");
    }

    @Test
    void printsTheVerdictAsJson() throws IOException {
        String file = write("receipt.json", ReceiptSample.document().toJson().toString());

        assertThat(run("--json", file)).isZero();

        var verdict = JsonObject.parse(out.toString().strip());
        assertThat(verdict.bool("holds")).isTrue();
        assertThat(verdict.bool("signerChecked")).isFalse();
        assertThat(verdict.bool("responseChecked")).isFalse();
        assertThat(verdict.texts("faults")).isEmpty();
        assertThat(verdict.object("quittance"))
                .isEqualTo(ReceiptSample.document().quittance().toJson());
    }

    @Test
    void checksTheBodyOfTheAnswer() throws IOException {
        String file = write("receipt.json", ReceiptSample.document().toJson().toString());
        String body = write("body", ReceiptSample.BODY);
        String other = write("other", "rain");

        assertThat(run(file, "--response", body, "--content-type", "text/plain"))
                .isZero();
        assertThat(run(file, "--response", other, "--content-type", "text/plain"))
                .isEqualTo(VerifyReceiptCommand.DOES_NOT_HOLD);
        assertThat(run(file, "--response", body, "--content-type", "text/plain", "--status", "404"))
                .isEqualTo(VerifyReceiptCommand.DOES_NOT_HOLD);
    }

    @Test
    void checksTheAnswerInTheReportOfAPurchase() throws IOException {
        JsonObject settlement =
                ReceiptSample.settlement(ReceiptSample.document().toJson());
        String good = write(
                "good.json",
                ReceiptSample.report(settlement, ReceiptSample.BODY).toString());
        String bad = write("bad.json", ReceiptSample.report(settlement, "rain").toString());

        assertThat(run(good)).isZero();
        assertThat(run("--json", bad)).isEqualTo(VerifyReceiptCommand.DOES_NOT_HOLD);
        assertThat(out.toString()).contains("\"faults\":[\"response\"]");
    }

    @Test
    void tellsForgeriesApartByExitCode() throws IOException {
        String forged = write(
                "forged.json", ReceiptSample.document().toJson().toString().replace("\"1000\"", "\"9000\""));
        String file = write("receipt.json", ReceiptSample.document().toJson().toString());

        assertThat(run(forged)).isEqualTo(VerifyReceiptCommand.DOES_NOT_HOLD);
        assertThat(out.toString()).contains("WRONG", "The receipt does not hold.");
        assertThat(run(file, "--signer", "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720"))
                .isEqualTo(VerifyReceiptCommand.DOES_NOT_HOLD);
    }

    @Test
    void tellsUnreadableFilesAndWrongUsageApart() throws IOException {
        String file = write("receipt.json", ReceiptSample.document().toJson().toString());

        assertThat(run(folder.resolve("none").toString())).isEqualTo(VerifyReceiptCommand.UNREADABLE);
        assertThat(run(write("empty", "{}"))).isEqualTo(VerifyReceiptCommand.UNREADABLE);
        assertThat(run(file, "--response", folder.resolve("none").toString()))
                .isEqualTo(VerifyReceiptCommand.UNREADABLE);
        assertThat(run()).isEqualTo(ExitCode.USAGE.code());
        assertThat(run(file, "--signer", "me")).isEqualTo(ExitCode.USAGE.code());
        assertThat(execute("receipt")).isEqualTo(ExitCode.USAGE.code());
        assertThat(execute()).isEqualTo(ExitCode.USAGE.code());
    }

    @Test
    void explainsItselfUnderTheNamesThatPeopleType() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("quittance receipt verify", "the receipt does not hold");
        assertThat(execute("pay", "--help")).isZero();
        assertThat(out.toString()).contains("quittance pay", "--max-price");
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private int run(String... arguments) {
        var all = new String[arguments.length + 2];
        all[0] = "receipt";
        all[1] = "verify";
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return execute(all);
    }

    private int execute(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
