package dev.quittance.devstack;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * A real PostgreSQL server, also for root, with one database and in it one schema and one login role per service: a role
 * sees its own schema and nobody else's.
 */
public final class Postgres implements AutoCloseable {
    public static final String DATABASE = "quittance";

    /** One role and one schema of the same name for each service that keeps state. */
    public static final List<String> ROLES = List.of("gateway", "facilitator", "settlement_worker", "signer");

    private static final String SUPERUSER = "postgres";
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private static final class Shared {
        static final Postgres INSTANCE = start(PostgresOptions.temporary());
    }

    private final EmbeddedPostgres server;
    private final Child child;
    private final PostgresOptions options;
    private final Folder folder;

    private Postgres(EmbeddedPostgres server, Child child, PostgresOptions options, Folder folder) {
        this.server = server;
        this.child = child;
        this.options = options;
        this.folder = folder;
    }

    /** The server that all tests of this JVM share; started at the first call. */
    public static Postgres shared() {
        return Shared.INSTANCE;
    }

    /**
     * Starts the server, with what the folder holds from an earlier run. A server that a killed run left behind on the same
     * folder is ended first.
     *
     * @throws DevstackException when it does not come up
     */
    public static Postgres start(PostgresOptions options) {
        var folder = Folder.of("postgres", options.folder());
        Path data = folder.path().resolve("data");
        Path log = options.log().orElse(folder.path().resolve("postgres.log"));
        PostmasterFile.endOrphan(data);
        try {
            var builder = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPort(options.port() == 0 ? Ports.free() : options.port())
                    .setPGStartupWait(START_LIMIT)
                    .setConnectConfig("password", options.password(SUPERUSER))
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("unix_socket_directories", "")
                    .setServerConfig("max_connections", "200")
                    .setServerConfig("shared_buffers", "32MB")
                    // The library turns it off; a payment that was told committed must survive the server's end.
                    .setServerConfig("synchronous_commit", "on")
                    .setOutputRedirector(Redirect.appendTo(log.toFile()))
                    .setErrorRedirector(Redirect.appendTo(log.toFile()));
            options.settings().forEach(builder::setServerConfig);
            var server = builder.start();
            var process = PostmasterFile.process(data)
                    .orElseThrow(() -> new DevstackException("PostgreSQL ended at once, see " + log));
            var child = Child.adopt("postgres", log, process, Guard.Signal.INT);
            var postgres = new Postgres(server, child, options, folder);
            postgres.prepare(data);
            return postgres;
        } catch (IOException | SQLException | IllegalStateException e) {
            PostmasterFile.endOrphan(data);
            throw new DevstackException("PostgreSQL does not start, see " + log + ": " + e.getMessage(), e);
        }
    }

    /** Where a role's service connects to; its schema is the role's search path. */
    public String jdbcUrl(String role) {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + DATABASE + "?currentSchema=" + known(role);
    }

    public String password(String role) {
        return options.password(known(role));
    }

    public int port() {
        return server.getPort();
    }

    /** The server's first process. */
    public Child child() {
        return child;
    }

    /** A connection of the role to its schema. */
    public Connection connect(String role) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(role), role, password(role));
    }

    /** A connection by which a test makes the server behave badly. */
    public Connection connectAsSuperuser() throws SQLException {
        return connectAsSuperuser(DATABASE);
    }

    private static String known(String role) {
        if (!ROLES.contains(role)) {
            throw new IllegalArgumentException("no role " + role + ", there are " + ROLES);
        }
        return role;
    }

    private Connection connectAsSuperuser(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port() + "/" + database, SUPERUSER, options.password(SUPERUSER));
    }

    /** Idempotent, so that a run that was cut off here is completed by the next. */
    private void prepare(Path data) throws SQLException, IOException {
        try (var connection = connectAsSuperuser(SUPERUSER);
                var sql = connection.createStatement()) {
            sql.execute("alter role postgres password '" + options.password(SUPERUSER) + "'");
            Files.writeString(data.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
            sql.execute("select pg_reload_conf()");
            if (!exists(connection, "select 1 from pg_database where datname = '" + DATABASE + "'")) {
                sql.execute("create database " + DATABASE);
            }
            sql.execute("revoke all on database " + DATABASE + " from public");
        }
        try (var connection = connectAsSuperuser(DATABASE);
                var sql = connection.createStatement()) {
            sql.execute("revoke all on schema public from public");
            for (String role : ROLES) {
                if (!exists(connection, "select 1 from pg_roles where rolname = '" + role + "'")) {
                    sql.execute("create role " + role + " login");
                }
                sql.execute("alter role " + role + " password '" + options.password(role) + "'");
                sql.execute("alter role " + role + " set search_path = " + role);
                sql.execute("grant connect on database " + DATABASE + " to " + role);
                sql.execute("create schema if not exists " + role + " authorization " + role);
            }
        }
    }

    private static boolean exists(Connection connection, String query) throws SQLException {
        try (var sql = connection.createStatement();
                var rows = sql.executeQuery(query)) {
            return rows.next();
        }
    }

    /** Stops the server: open connections are closed, what is committed is kept. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            System.getLogger(Postgres.class.getName())
                    .log(System.Logger.Level.DEBUG, "the server is ended by signal: {0}", e.getMessage());
        }
        child.stop(STOP_LIMIT);
        folder.close();
    }
}
