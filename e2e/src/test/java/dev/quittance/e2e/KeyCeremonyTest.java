package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/key-ceremony.md, one after the other, against signers that run. */
class KeyCeremonyTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    /** Flags of the virtual machine are measured. */
    private static final Map<String, String> ANOTHER_MEASUREMENT = Map.of("JAVA_TOOL_OPTIONS", "-Xss1m");

    @TempDir
    private Path folder;

    private URI successor = URI.create("");

    @Test
    void bringsSignersTheirRootAsItIsWritten() throws Exception {
        try (var fleet = new SignerFleet(folder, 1000)) {
            String account;
            measure(fleet.plan(Map.of()));
            try (var first = fleet.launch(Map.of())) {
                // Given
                URI signer = first.http();
                assertThat(fleet.get(signer, SignerFleet.ACCOUNTS, token(fleet)).statusCode())
                        .isEqualTo(503);

                // When
                run("keys", fleet, signer);
                run("genesis", fleet, signer);

                // Then
                account = awaitAccount(fleet, signer);
            }
            try (var again = fleet.launch(Map.of())) {
                assertThat(awaitAccount(fleet, again.http()))
                        .as("opens its own seal")
                        .isEqualTo(account);
            }
            measure(fleet.plan(ANOTHER_MEASUREMENT));
            var reachable = new HashMap<>(ANOTHER_MEASUREMENT);
            reachable.putAll(fleet.atItsAuthority());
            try (var next = fleet.launch(reachable)) {
                URI signer = next.http();
                String waiting = shell("./quittance ceremony status --signer " + signer, fleet, signer, 0);
                assertThat(waiting).contains("sealed to another measurement");

                run("recovery", fleet, signer);

                assertThat(awaitAccount(fleet, signer)).as("the same key").isEqualTo(account);
                String lower = shell("./quittance ceremony offer manifest-1.json --signer " + signer, fleet, signer, 3);
                assertThat(lower).contains("manifest_number_lower");
                String over = shell(
                        "./quittance ceremony share --signer " + signer + " --holder-key-file holder-2.jwk"
                                + " --in-force manifest-1.json --hash 0x00 --signer-measurements-file measurement.json"
                                + " --signer-trust-root '" + fleet.trustRoot() + "'",
                        fleet,
                        signer,
                        3);
                assertThat(over).contains("does not wait for its root");
                handsOver(fleet, signer, account);
            }
            assertEnds(
                    fleet.launch(Map.of(
                            "QUITTANCE_SIGNER_MANIFEST_FILE",
                            folder.resolve("manifest-1.json").toString())),
                    "manifest_number_lower");
            assertEnds(
                    fleet.launch(Map.of(
                            "QUITTANCE_SIGNER_MANIFEST_FILE",
                            folder.resolve("manifest-2.json").toString())),
                    "manifest_number_lower");
            assertEnds(
                    fleet.launch(Map.of(
                            "QUITTANCE_SIGNER_MANIFEST_FILE",
                            folder.resolve("manifest-3.json").toString())),
                    "manifest_measurement_differs");
        }
    }

    /** To a build with one other class, while the signer before still runs. */
    private void handsOver(SignerFleet fleet, URI before, String account) throws Exception {
        Launch upgraded = fleet.plan(Map.of()).of(ChangedSigner.writeTo(folder.resolve("upgraded")));
        measure(upgraded);
        try (var next = ServiceProcess.start(upgraded)) {
            successor = next.http();

            run("hand-over", fleet, before);

            assertThat(awaitAccount(fleet, next.http())).as("the same key").isEqualTo(account);
        }
    }

    /** What somebody else built and measured. */
    private void measure(Launch launch) throws Exception {
        Files.writeString(folder.resolve("measurement.json"), launch.measurement() + "\n");
    }

    private static void assertEnds(ServiceProcess process, String code) throws Exception {
        try (process) {
            assertThat(process.awaitExit()).isEqualTo(1);
            assertThat(process.lines().getLast())
                    .contains("cannot start: ", code)
                    .doesNotContain("Exception");
        }
    }

    private static String token(SignerFleet fleet) {
        return fleet.token("GET", SignerFleet.ACCOUNTS, new byte[0]);
    }

    /** The account's address, once the signer lists it. */
    private static String awaitAccount(SignerFleet fleet, URI signer) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (fleet.get(signer, SignerFleet.ACCOUNTS, token(fleet)).statusCode() != 200) {
            assertThat(System.nanoTime()).as("the signer is not open").isLessThan(end);
            java.util.concurrent.locks.LockSupport.parkNanos(
                    Duration.ofMillis(100).toNanos());
        }
        return fleet.account(signer);
    }

    private void run(String block, SignerFleet fleet, URI signer) throws Exception {
        String text = Files.readString(ProjectFiles.root().resolve("docs/key-ceremony.md"));
        Matcher found = Pattern.compile("```sh ceremony " + block + "\n(.*?)```", Pattern.DOTALL)
                .matcher(text);
        assertThat(found.find()).as("block " + block).isTrue();
        shell(found.group(1), fleet, signer, 0);
    }

    private String shell(String commands, SignerFleet fleet, URI signer, int expected)
            throws IOException, InterruptedException {
        var environment = new HashMap<>(System.getenv());
        environment.put("SIGNER", signer.toString());
        environment.put("NEXT", successor.toString());
        environment.put("TRUST_ROOT", fleet.trustRoot().toString());
        environment.put("PRINCIPALS", fleet.principals().toString());
        String here = "cd '" + folder + "'\n"
                + commands.replace(
                        "./quittance", ProjectFiles.root().resolve("quittance").toString());
        try (var shell = LoggedProcess.start(
                ProjectFiles.root(), List.of("bash", "-euo", "pipefail", "-c", here), environment)) {
            int code = shell.awaitExit(LIMIT);
            String output = String.join("\n", shell.lines());
            assertThat(code).as(commands + "\n" + output).isEqualTo(expected);
            return output;
        }
    }
}
