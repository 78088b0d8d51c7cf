package dev.quittance.agent.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.agent.FakeGateway;
import dev.quittance.attestation.box.BoxKey;
import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void registersAnAgentWithAKeyThatItDraws() throws Exception {
        String account = "{\"name\":\"scout\",\"address\":\"0x209693Bc6afc0C5328bA36FaF03C514EF312287C\"}";
        Path keyFile = folder.resolve("scout.jwk");
        try (var signer = new FakeGateway(change("register_principal", "applied"), FakeGateway.answer(200, account))) {

            int code = run(signer, "register", "scout", "--key-file", keyFile.toString());

            assertThat(code).as(err.toString()).isZero();
            assertThat(out.toString()).contains("in force", "0x209693Bc6afc0C5328bA36FaF03C514EF312287C");
            var asked = signer.seen().getFirst();
            assertThat(asked.method() + " " + asked.path()).isEqualTo("POST /v1/changes");
            assertThat(asked.authorization()).startsWith("Bearer ey");
            JsonObject principal = JsonObject.parse(asked.body()).object("principal");
            assertThat(principal.text("role")).isEqualTo("agent");
            assertThat(principal.texts("accounts")).containsExactly("scout");
            JsonObject key = principal.objects("keys").getFirst();
            assertThat(key.text("crv")).isEqualTo("Ed25519");
            assertThat(key.has("d")).isFalse();
            assertThat(JsonObject.parse(Files.readString(keyFile)).text("x")).isEqualTo(key.text("x"));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void putsABudgetInAtomicUnits() throws Exception {
        try (var signer = new FakeGateway(change("put_grant", "applied"))) {
            int code = run(
                    signer,
                    "budget",
                    "scout",
                    "--per-payment",
                    "$0.01",
                    "--day",
                    "2500000",
                    "--payee",
                    "0x209693Bc6afc0C5328bA36FaF03C514EF312287C");

            assertThat(code).as(err.toString()).isZero();
            JsonObject grant = JsonObject.parse(signer.seen().getFirst().body()).object("grant");
            assertThat(grant.text("id")).isEqualTo("scout.payment");
            assertThat(grant.text("perPayment")).isEqualTo("10000");
            assertThat(grant.object("budgets").text("day")).isEqualTo("2500000");
            assertThat(grant.texts("payees")).containsExactly("0x209693Bc6afc0C5328bA36FaF03C514EF312287C");
            assertThat(grant.texts("assets")).containsExactly("*");
            assertThat(grant.longInteger("lifeMaxSeconds")).isEqualTo(600);
        }
    }

    @Test
    void asksForABudgetThatEnds() throws Exception {
        try (var signer = new FakeGateway(change("put_grant", "applied"))) {
            assertThat(run(signer, "budget", "scout", "--per-payment", "1")).isEqualTo(1);
            assertThat(err.toString()).contains("--hour, --day or --month");
            assertThat(run(signer, "budget", "scout", "--day", "1")).isEqualTo(2);
            assertThat(signer.seen()).isEmpty();
        }
    }

    @Test
    void saysWhatOtherAdminsHaveToApprove() throws Exception {
        try (var signer = new FakeGateway(change("resume", "proposed"))) {
            assertThat(run(signer, "resume", "scout")).isEqualTo(4);

            assertThat(out.toString()).contains("proposed", "change c-1", "fingerprint 0xabc", "approved by ada");
        }
    }

    @Test
    void approvesByTheFingerprint() throws Exception {
        try (var signer = new FakeGateway(change("resume", "applied"))) {
            assertThat(run(signer, "approve", "c-1", "--fingerprint", "0xabc")).isZero();

            assertThat(signer.seen().getFirst().path()).isEqualTo("/v1/changes/c-1/approvals");
            assertThat(signer.seen().getFirst().body()).isEqualTo("{\"fingerprint\":\"0xabc\"}");
        }
    }

    @Test
    void stopsAnAgent() throws Exception {
        try (var signer = new FakeGateway(change("stop", "applied"))) {
            assertThat(run(signer, "stop", "scout")).isZero();

            assertThat(JsonObject.parse(signer.seen().getFirst().body()))
                    .isEqualTo(JsonObject.parse("{\"kind\":\"stop\",\"target\":\"principal\",\"name\":\"scout\"}"));
        }
    }

    @Test
    void resumesAnAgent() throws Exception {
        try (var signer = new FakeGateway(change("resume", "proposed"))) {
            assertThat(run(signer, "resume", "scout")).isEqualTo(4);

            assertThat(JsonObject.parse(signer.seen().getFirst().body()))
                    .isEqualTo(JsonObject.parse("{\"kind\":\"resume\",\"target\":\"principal\",\"name\":\"scout\"}"));
        }
    }

    @Test
    void tellsStopAndResumeApartInTheHelp() {
        assertThat(help("stop")).contains("agent stop", "Stops the agent");
        assertThat(help("resume")).contains("agent resume", "Lets a stopped agent go on");
    }

    @Test
    void opensARestoredSignerWithTheChainsNonces() throws Exception {
        String lane = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
        String other = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
        String first = """
                {"accounts":[{"name":"lane-1","address":"%s","kind":"relay"}],"nextPageToken":"next"}""".formatted(lane);
        String second = """
                {"accounts":[{"name":"lane-2","address":"%s","kind":"relay"},
                 {"name":"scout","address":"%s","kind":"payer"}]}""".formatted(other, lane);
        try (var node = new FakeGateway(result(1, "0x14a34"), result(2, "0x2d"), result(3, "0x0"));
                var signer = new FakeGateway(
                        FakeGateway.answer(200, first),
                        FakeGateway.answer(200, second),
                        FakeGateway.answer(200, checkpoint()),
                        change("open_restored", "proposed"))) {
            int code = run(signer, "open-restored", "--rpc-url", node.uri("/").toString());

            assertThat(code).as(err.toString()).isEqualTo(4);
            assertThat(signer.seen().get(1).path()).isEqualTo("/v1/accounts?pageToken=next");
            assertThat(JsonObject.parse(signer.seen().get(3).body()))
                    .isEqualTo(JsonObject.parse("""
                    {"kind":"open_restored","chainNonces":[
                     {"account":"%s","network":"eip155:84532","nonce":"45"},
                     {"account":"%s","network":"eip155:84532","nonce":"0"}],
                     "log":{"size":17,"root":"%s"}}""".formatted(lane, other, "0x" + "00".repeat(32))));
            assertThat(node.seen().get(1).body()).contains("eth_getTransactionCount", "pending");
            assertThat(out.toString()).contains("lane-1 " + lane + " on eip155:84532: 45", "fingerprint 0xabc");
        }
    }

    @Test
    void proposesNothingWhenANodeDoesNotAnswer() throws Exception {
        String lanes = "{\"accounts\":[{\"name\":\"l\",\"address\":\"0x209693Bc6afc0C5328bA36FaF03C514EF312287C\","
                + "\"kind\":\"relay\"}]}";
        try (var node = new FakeGateway(FakeGateway.answer(500, "{}"));
                var signer = new FakeGateway(FakeGateway.answer(200, lanes))) {
            assertThat(run(signer, "open-restored", "--rpc-url", node.uri("/").toString()))
                    .isEqualTo(1);

            assertThat(signer.seen()).hasSize(1);
        }
    }

    private static String checkpoint() {
        String root = Base64.getEncoder().encodeToString(new byte[32]);
        return JsonObject.builder()
                .put("checkpoint", "log.test\n17\n" + root + "\n\n\u2014 log.test AAAAAAE=\n")
                .build()
                .toString();
    }

    private static String help(String subcommand) {
        return AgentCommand.commandLine().getSubcommands().entrySet().stream()
                .filter(each -> each.getKey().equals(subcommand))
                .map(each -> each.getValue().getUsageMessage())
                .findFirst()
                .orElseThrow();
    }

    private static FakeGateway.Answer result(int id, String quantity) {
        return FakeGateway.answer(200, "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":\"" + quantity + "\"}");
    }

    @Test
    void showsWhatIsSpent() throws Exception {
        String grants = """
                {"grants":[
                 {"grant":{"id":"other.payment","principal":"other"},"stopped":false,"spent":[]},
                 {"grant":{"id":"scout.payment","principal":"scout","perPayment":"10","budgets":{"day":"100"}},
                  "stopped":true,
                  "spent":[{"asset":"eip155:84532/erc20:0x0","hour":"1","day":"2","month":"3"}]}]}""";
        try (var signer = new FakeGateway(FakeGateway.answer(200, grants))) {
            assertThat(run(signer, "watch", "scout", "--once")).isZero();

            assertThat(out.toString())
                    .contains("scout.payment STOPPED, at most 10 at once", "hour 1  day 2 of 100  month 3")
                    .doesNotContain("other");
        }
    }

    @Test
    void tellsWhyTheSignerRefuses() throws Exception {
        try (var signer = new FakeGateway(FakeGateway.answer(
                422, "{\"code\":\"principal_unknown\",\"detail\":\"there is no such principal\"}"))) {
            assertThat(run(signer, "stop", "nobody")).isEqualTo(3);

            assertThat(err.toString()).contains("principal_unknown: there is no such principal");
        }
    }

    /** A key must not go to code that nobody named, nor come from it. */
    @Test
    void movesNoKeyWithoutKnowingWhatRunsInTheSigner() throws Exception {
        // Given
        Path key = Files.writeString(folder.resolve("account.key"), "0x" + "11".repeat(32));
        Path recipient = Files.writeString(
                folder.resolve("recipient.jwk"), BoxKey.draw(new SecureRandom()).toPrivateJwk());
        List<String> moveIn = List.of("import-key", "old", "--principal", "scout", "--key-file", key.toString());
        List<String> moveOut = List.of("export-key", "scout", "--recipient-key-file", recipient.toString());
        List<String> measured =
                List.of("--signer-measurements-file", measurements().toString());
        List<String> rooted = List.of("--signer-trust-root", "aws-nitro");

        try (var signer = new FakeGateway(change("export_account", "proposed"))) {
            for (List<String> command : List.of(moveIn, moveOut)) {
                for (List<String> told : List.of(List.<String>of(), measured, rooted)) {
                    // When
                    err.getBuffer().setLength(0);
                    int code = run(signer, joined(command, told));

                    // Then
                    assertThat(code).as(command + " " + told).isEqualTo(2);
                    assertThat(err.toString()).contains("--signer-measurements-file", "--signer-trust-root");
                }

                // When the signer shows no document either
                int code = run(signer, joined(command, joined(measured, rooted)));

                // Then
                assertThat(code).as(command.toString()).isEqualTo(1);
            }
            assertThat(signer.seen()).isNotEmpty().allSatisfy(asked -> {
                assertThat(asked.path()).isEqualTo("/attestation");
                assertThat(asked.authorization()).isEmpty();
            });
        }
    }

    private Path measurements() throws IOException {
        String register = "0x" + "5a".repeat(48);
        return Files.writeString(
                folder.resolve("measurement.json"),
                JsonObject.builder()
                        .put("pcr0", register)
                        .put("pcr1", register)
                        .put("pcr2", register)
                        .build()
                        .toString());
    }

    private static List<String> joined(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    @Test
    void failsWhenTheSignerCannotBeReached() throws Exception {
        FakeGateway gone = new FakeGateway(FakeGateway.answer(200, "{}"));
        gone.close();

        assertThat(run(gone, "stop", "scout")).isEqualTo(1);
    }

    private static FakeGateway.Answer change(String kind, String state) {
        return FakeGateway.answer(200, """
                {"id":"c-1","change":{"kind":"%s"},"state":"%s","fingerprint":"0xabc","approvedBy":["ada"]}""".formatted(kind, state));
    }

    private int run(FakeGateway signer, String... arguments) throws Exception {
        return run(signer, Arrays.asList(arguments));
    }

    private int run(FakeGateway signer, List<String> arguments) throws Exception {
        Path adminKey = folder.resolve("ada.jwk");
        RequestKeyFile.publicHalf(adminKey, "ada-1");
        List<String> whole = new ArrayList<>(arguments);
        whole.addAll(List.of(
                "--signer", signer.uri("").toString(), "--admin", "ada", "--admin-key-file", adminKey.toString()));
        return AgentCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(whole.toArray(String[]::new));
    }
}
