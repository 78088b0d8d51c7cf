package dev.quittance.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresTest {
    @Test
    void eachRoleHasItsOwnSchemaAndNoOther() throws SQLException {
        Postgres postgres = Postgres.shared();

        for (String role : Postgres.ROLES) {
            try (var connection = postgres.connect(role);
                    var sql = connection.createStatement()) {
                sql.execute("create table if not exists mine (id int)");
                var rows = sql.executeQuery("select current_schema()");
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).isEqualTo(role);
            }
        }
        try (var connection = postgres.connect("gateway");
                var sql = connection.createStatement()) {
            assertThatThrownBy(() -> sql.executeQuery("select * from facilitator.mine"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied for schema facilitator");
            assertThatThrownBy(() -> sql.execute("create table public.mine (id int)"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied for schema public");
        }
    }

    @Test
    void refusesWrongPassword() {
        Postgres postgres = Postgres.shared();

        assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl("signer"), "signer", "guess"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("password authentication failed");
    }

    @Test
    void takesOverFromAnOrphanAndKeepsCommittedRowsThroughKill(@TempDir Path folder) throws Exception {
        // Given a server that still runs on the folder
        ProcessHandle orphan = leaveOrphan(folder);
        assertThat(orphan.isAlive()).isTrue();
        var options = PostgresOptions.persistent(0, folder, folder.resolve("log"), Map.of("signer", "s3cret"));

        // When
        try (var killed = Postgres.start(options)) {
            assertThat(orphan.isAlive()).isFalse();
            insert(killed);
            killed.child().process().destroyForcibly();
            killed.child().process().onExit().get(10, TimeUnit.SECONDS);
            assertThat(folder.resolve("data").resolve("postmaster.pid")).exists();
        }

        // Then
        try (var next = Postgres.start(options);
                var connection = next.connect("signer");
                var sql = connection.createStatement();
                var rows = sql.executeQuery("select count(*) from kept")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(1);
        }
    }

    private static ProcessHandle leaveOrphan(Path folder) throws Exception {
        Process jvm = Jvm.of(OrphanMain.class, folder.toString()).start();
        String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        var pid = Pattern.compile("orphan (\\d+)").matcher(output);
        assertThat(pid.find()).as(output).isTrue();
        return ProcessHandle.of(Long.parseLong(pid.group(1))).orElseThrow();
    }

    private static void insert(Postgres postgres) throws SQLException {
        try (var connection = postgres.connect("signer");
                var sql = connection.createStatement()) {
            sql.execute("create table kept (at timestamptz)");
            sql.execute("insert into kept values (now())");
        }
    }
}
