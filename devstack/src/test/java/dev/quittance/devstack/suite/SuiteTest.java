package dev.quittance.devstack.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.devstack.DevstackException;
import dev.quittance.devstack.Jvm;
import dev.quittance.devstack.ProcessMark;
import dev.quittance.protocol.Address;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteTest {
    private static final Duration GUARD_LIMIT = Duration.ofSeconds(20);
    private static final Address ACCOUNT = Address.parse("0x00000000000000000000000000000000000000aa");

    @TempDir
    private Path folder;

    private final SuitePorts ports = FakeService.freePorts();
    private final List<String> progress = new ArrayList<>();
    private final List<Process> supervisors = new ArrayList<>();
    private SuiteFolder home = new SuiteFolder(Path.of("replaced"));
    private Path jar = Path.of("replaced");

    @BeforeEach
    void prepare() throws IOException {
        home = new SuiteFolder(folder.resolve(".quittance"));
        jar = FakeService.jar(folder);
    }

    @AfterEach
    void endSupervisors() {
        supervisors.forEach(Process::destroyForcibly);
    }

    @Test
    void livesThroughRestartKillLostBlocksAndDown() throws Exception {
        // Given a suite with a payment's traces in database and chain
        try (var suite = suite()) {
            suite.start();
            suite.wiring().chain().mint(ACCOUNT, BigInteger.TEN);
            execute(suite, "create table attempt (block_number bigint, block_hash bytea)");
            execute(
                    suite,
                    "insert into attempt values (%s, decode(substr('%s', 3), 'hex'))"
                            .formatted(head(suite, "number"), head(suite, "hash")));
            assertThat(suite.measurements())
                    .extracting(Measurement::name)
                    .containsExactly("broker", "chain", "gateway", "postgres");
            assertThat(suite.measurements()).allMatch(part -> part.residentBytes() > 1 << 20);
        }

        // When another supervisor runs it, is not joined by a second, and is killed
        Process supervisor = launch();
        assertThat(SuiteMain.status(home)).isZero();
        assertThatThrownBy(() -> suite().start())
                .isInstanceOf(DevstackException.class)
                .hasMessageContaining("already runs")
                .hasMessageContaining("pid " + supervisor.pid())
                .hasMessageContaining("port " + ports.gateway());
        List<ProcessMark> children = new Children(home).marks();
        assertThat(children).hasSize(4).allMatch(child -> child.running().isPresent());
        supervisor.destroyForcibly();

        // Then nothing outlives it, and the next start finds payment and block together
        awaitGone(children);
        assertThat(SuiteMain.status(home)).isOne();
        try (var suite = suite()) {
            suite.start();
            assertThat(progress).noneMatch(line -> line.contains("wiped"));
            assertThat(suite.wiring().chain().balanceOf(ACCOUNT)).isEqualTo(10);
            execute(suite, "insert into attempt values (1000000, '\\x00')");
        }

        // And a chain that lost a block which the database knows is wiped with it
        LastRun.CUT_OFF.write(home);
        Process wiping = launch();
        assertThat(progress).anyMatch(line -> line.contains("payments and chain are wiped together"));
        assertThat(SuiteMain.status(home)).isZero();
        List<ProcessMark> last = new Children(home).marks();
        assertThat(SuiteMain.down(home, true)).isZero();
        assertThat(wiping.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(last).hasSize(4).noneMatch(child -> child.running().isPresent());
        assertThat(home.state()).doesNotExist();
        assertThat(home.secrets()).doesNotExist();
    }

    @Test
    void chainThatCannotBeLoadedIsWipedWithThePayments() throws Exception {
        home.create();
        LastRun.CLEAN.write(home);
        Path chain = Files.createDirectories(home.state().resolve("chain")).resolve("chain.json");
        Files.writeString(chain, "{ cut off");

        try (var suite = suite()) {
            suite.start();
            assertThat(progress).anyMatch(line -> line.contains("the saved chain cannot be loaded"));
        }
    }

    @Test
    void busyPortIsNamedWithItsPurposeAndNothingStarts() throws IOException {
        try (var other = new ServerSocket(ports.chain(), 1, InetAddress.getLoopbackAddress())) {
            assertThat(other.isBound()).isTrue();
            assertThatThrownBy(() -> suite().start())
                    .isInstanceOf(DevstackException.class)
                    .hasMessageContaining("port " + ports.chain() + " is busy")
                    .hasMessageContaining("the chain");
        }
        assertThat(new Children(home).marks()).isEmpty();
        assertThat(SuiteMain.status(home)).isOne();
    }

    @Test
    void serviceThatIsNotBuiltIsNamed() {
        var suite = new Suite(home, ports, FakeService.specs(Path.of("missing.jar"), ports), progress::add);

        assertThatThrownBy(suite::start)
                .isInstanceOf(DevstackException.class)
                .hasMessageContaining("gateway is not built");
    }

    private Suite suite() {
        return new Suite(home, ports, FakeService.specs(jar, ports), progress::add);
    }

    private Process launch() throws IOException {
        Process supervisor = Jvm.of(FakeSuiteMain.class, home.root().toString(), "" + ports.shift(), jar.toString())
                .start();
        supervisors.add(supervisor);
        var output = new BufferedReader(new InputStreamReader(supervisor.getInputStream(), StandardCharsets.UTF_8));
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            progress.add(line);
            if (line.startsWith("up:")) {
                return supervisor;
            }
        }
        throw new AssertionError("the supervisor ended: " + progress);
    }

    private static void execute(Suite suite, String statement) throws Exception {
        try (var connection = suite.wiring().postgres().connect("settlement_worker");
                var sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private static String head(Suite suite, String field) {
        String text = suite.wiring()
                .chain()
                .rpc("eth_getBlockByNumber", "latest", false)
                .path(field)
                .asText();
        return field.equals("number") ? Long.decode(text).toString() : text;
    }

    private static void awaitGone(List<ProcessMark> children) throws Exception {
        for (ProcessMark child : children) {
            var process = child.running();
            if (process.isPresent()) {
                process.get().onExit().get(GUARD_LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }
}
