package dev.quittance.devstack;

import java.nio.file.Path;
import java.util.Map;

/** Leaves a PostgreSQL server behind in a folder, as when supervisor and guard are both killed; prints the server's pid. */
final class OrphanMain {
    private OrphanMain() {}

    public static void main(String[] args) {
        var server = Postgres.start(PostgresOptions.persistent(0, Path.of(args[0]), Path.of(args[0], "log"), Map.of()));
        System.out.println("orphan " + server.child().process().pid());
        Guard.ofThisJvm().process().destroyForcibly();
        Runtime.getRuntime().halt(0);
    }
}
