package dev.quittance.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.agent.FakeGateway;
import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PayCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path keyFile;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void writeKey() throws IOException {
        keyFile = folder.resolve("key");
        Files.writeString(keyFile, "0x" + "11".repeat(32) + "\n");
    }

    @Test
    void printsOutcomeAsJson() throws Exception {
        try (var gateway = new FakeGateway(FakeGateway.answer(200, "free", "Content-Type", "text/plain"))) {
            int exit = run(
                    "--json", "--key-file", keyFile.toString(), gateway.uri("/").toString());

            assertThat(exit).isZero();
            assertThat(JsonObject.parse(out.toString().strip())).isEqualTo(JsonObject.parse("""
                            {"outcome":"free","answer":{"status":200,"contentType":"text/plain","body":"free"}}"""));
        }
    }

    @Test
    void tellsRefusalApartByExitCode() throws Exception {
        try (var gateway = new FakeGateway(FakeGateway.answer(402, ""))) {
            int exit = run("--key-file", keyFile.toString(), gateway.uri("/").toString());

            assertThat(exit).isEqualTo(ExitCode.REFUSED.code());
            assertThat(err.toString()).contains("PAYMENT-REQUIRED is missing");
        }
    }

    @Test
    void namesTheKeyFileThatHoldsNoKeyAndNothingOfIt() throws Exception {
        // Given
        Path file = Files.writeString(folder.resolve("not-a-key"), "hunter2");

        // When
        int exit = run("--key-file", file.toString(), "http://localhost:1/");

        // Then
        assertThat(exit).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString())
                .contains("the key file " + file + " holds no private key (0x and 64 hexadecimal digits)")
                .doesNotContain("signer's options", "hunter2");
    }

    @Test
    void namesThePrincipalsKeyFileThatHoldsNoKey() throws Exception {
        // Given
        Path file = Files.writeString(folder.resolve("not-a-key.jwk"), "hunter2");

        // When
        int exit = run(
                "--signer",
                "https://localhost:1",
                "--principal",
                "agent",
                "--principal-key-file",
                file.toString(),
                "--account",
                "agent",
                "http://localhost:1/");

        // Then
        assertThat(exit).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString())
                .contains("the principal's key file " + file + ": not a JSON Web Key")
                .doesNotContain("hunter2");
    }

    @Test
    void tellsErrorAnswerApartByExitCode() throws Exception {
        try (var gateway = new FakeGateway(FakeGateway.answer(404, ""))) {
            assertThat(run("--key-file", keyFile.toString(), gateway.uri("/").toString()))
                    .isEqualTo(ExitCode.ERROR_ANSWER.code());
        }
    }

    @Test
    void tellsUnreachableServerApartByExitCode() throws Exception {
        String uri;
        try (var gateway = new FakeGateway(FakeGateway.answer(200, ""))) {
            uri = gateway.uri("/").toString();
        }

        assertThat(run("--key-file", keyFile.toString(), uri)).isEqualTo(ExitCode.UNREACHABLE.code());
    }

    @Test
    void writesTheQuittanceToAFile() throws Exception {
        Path receipt = folder.resolve("receipt.json");
        try (var gateway = new FakeGateway(new PaidShop())) {
            int exit = run(
                    "--json",
                    "--key-file",
                    keyFile.toString(),
                    "--receipt",
                    receipt.toString(),
                    gateway.uri("/").toString());

            assertThat(exit).isZero();
            assertThat(JsonObject.parse(Files.readString(receipt).strip())).isEqualTo(PaidShop.QUITTANCE);
        }
    }

    @Test
    void keepsThePurchaseOpenWhenTheAnswerCannotBeWritten() throws Exception {
        var shop = new PaidShop();
        try (var gateway = new FakeGateway(shop)) {
            String[] arguments = {
                "--json", "--key-file", keyFile.toString(), gateway.uri("/").toString()
            };
            var full = new PrintWriter(new Writer() {
                @Override
                public void write(char[] text, int from, int length) throws IOException {
                    throw new IOException("no space left");
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            });
            int exit = PayCommand.commandLine()
                    .setOut(full)
                    .setErr(new PrintWriter(err))
                    .execute(withState(arguments));
            assertThat(exit).isEqualTo(ExitCode.UNDELIVERED.code());

            assertThat(run(arguments)).isZero();

            assertThat(JsonObject.parse(out.toString().strip()).object("answer").text("body"))
                    .isEqualTo(PaidShop.ANSWER);
            assertThat(shop.payments()).hasSize(1);
        }
    }

    @Test
    void namesTheStatusAddressOfAPendingPayment() throws Exception {
        var shop = new PaidShop();
        FakeGateway.Answer busy = FakeGateway.answer(503, "", "Retry-After", "86400", "Payment-Status", "/payments/7");
        try (var gateway = new FakeGateway(shop, busy)) {
            int exit = run("--key-file", keyFile.toString(), gateway.uri("/").toString());

            assertThat(exit).isEqualTo(ExitCode.PENDING.code());
            assertThat(err.toString()).contains(gateway.uri("/payments/7").toString(), "run the same command again");
        }
    }

    @Test
    void refusesMissingOrTwofoldSigner() {
        String url = "http://localhost:1/";

        assertThat(run(url)).isEqualTo(ExitCode.USAGE.code());
        assertThat(run("--signer", "http://localhost:1", url)).isEqualTo(ExitCode.USAGE.code());
        assertThat(run(
                        "--key-file",
                        keyFile.toString(),
                        "--signer",
                        "http://localhost:1",
                        "--principal",
                        "a",
                        "--principal-key-file",
                        keyFile.toString(),
                        "--account",
                        "a",
                        url))
                .isEqualTo(ExitCode.USAGE.code());
    }

    @Test
    void refusesWrongPriceHeaderAndAddress() {
        String url = "http://localhost:1/";

        assertThat(run("--key-file", keyFile.toString(), "--max-price", "1 cent", url))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(run("--key-file", keyFile.toString(), "-H", "Host: evil", url))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(run("--key-file", keyFile.toString(), "ftp://localhost/")).isEqualTo(ExitCode.USAGE.code());
    }

    @Test
    void refusesKeyFileThatHoldsNoKeyWithoutShowingIt() throws Exception {
        Files.writeString(keyFile, "0xzebra");

        assertThat(run("--key-file", keyFile.toString(), "http://localhost:1/")).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).doesNotContain("zebra");
    }

    @Test
    void explainsExitCodesInItsHelp() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("--max-price", "\"$0.01\"", "run the same command again");
    }

    private String[] withState(String... arguments) {
        return Stream.concat(Stream.of("--state", folder.resolve("state").toString()), Stream.of(arguments))
                .toArray(String[]::new);
    }

    private int run(String... arguments) {
        return PayCommand.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(withState(arguments));
    }
}
