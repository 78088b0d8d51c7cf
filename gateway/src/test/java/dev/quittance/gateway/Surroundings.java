package dev.quittance.gateway;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Map;
import javax.sql.DataSource;

/** A real PostgreSQL, and real HTTP servers in the places of upstream and facilitator. */
public final class Surroundings implements QuarkusTestResourceLifecycleManager {
    static final String TOKEN = "test-token";

    private final EmbeddedPostgres postgres;
    private final FakeUpstream upstream;
    private final FakeFacilitator facilitator;

    private boolean databaseDead;

    /** Starts everything on ports of its own. */
    public Surroundings() throws IOException {
        postgres = EmbeddedPostgres.start();
        upstream = new FakeUpstream();
        facilitator = new FakeFacilitator();
    }

    @Override
    public void init(Map<String, String> initArgs) {
        databaseDead = "dead".equals(initArgs.get("database"));
    }

    @Override
    public Map<String, String> start() {
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create role gateway login");
            statement.execute("create schema gateway authorization gateway");
            statement.execute("alter role gateway set search_path = gateway");
            Path folder = Files.createTempDirectory("gateway");
            var routes = Files.writeString(folder.resolve("routes.yaml"), routes());
            var keys = Files.writeString(
                    folder.resolve("keys"), "test:" + Base64.getEncoder().encodeToString(new byte[32]));
            var token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
            return Map.of(
                    "quittance.gateway.routes-file",
                    routes.toString(),
                    "quittance.gateway.challenge-keys-file",
                    keys.toString(),
                    "quittance.gateway.lease-life",
                    "1s",
                    "quittance.gateway.priced-body-timeout",
                    "1s",
                    "quittance.gateway.upstream.idle-timeout",
                    "2s",
                    "quittance.gateway.facilitator.url",
                    facilitator.url(),
                    "quittance.gateway.facilitator.token-file",
                    token.toString(),
                    "quittance.gateway.facilitator.settle-timeout",
                    "2s",
                    "quarkus.datasource.jdbc.url",
                    databaseDead ? "jdbc:postgresql://localhost:1/none" : postgres.getJdbcUrl("gateway", "postgres"),
                    "quarkus.datasource.username",
                    "gateway");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(upstream, new TestInjector.MatchesType(FakeUpstream.class));
        injector.injectIntoFields(facilitator, new TestInjector.MatchesType(FakeFacilitator.class));
        injector.injectIntoFields(postgres.getPostgresDatabase(), new TestInjector.MatchesType(DataSource.class));
    }

    @Override
    public void stop() {
        upstream.close();
        facilitator.close();
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String routes() {
        return """
                version: "1"
                tenant: demo
                upstream: %s
                routes:
                  - name: weather
                    methods: [GET, POST]
                    path: /weather/*
                    description: Current weather
                    mimeType: application/json
                    accepts:
                      - {scheme: exact, network: "eip155:84532", asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e", price: "$0.001", payTo: "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720", maxTimeoutSeconds: 300}
                  - name: dear
                    methods: [GET]
                    path: /dear
                    accepts:
                      - {scheme: exact, network: "eip155:84532", asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e", price: "$1", payTo: "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720"}
                  - name: bound
                    methods: [GET]
                    path: /bound
                    binding: strict
                    accepts:
                      - {scheme: exact, network: "eip155:84532", asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e", price: "$0.001", payTo: "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720"}
                  - name: named
                    methods: [GET]
                    path: /named
                    identifier: required
                    orderHeader: X-Order-Id
                    accepts:
                      - {scheme: exact, network: "eip155:84532", asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e", price: "$0.001", payTo: "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720"}
                  - name: nameable
                    methods: [GET]
                    path: /nameable
                    identifier: optional
                    accepts:
                      - {scheme: exact, network: "eip155:84532", asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e", price: "$0.001", payTo: "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720"}
                """.formatted(upstream.url());
    }
}
