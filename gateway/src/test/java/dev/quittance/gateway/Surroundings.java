package dev.quittance.gateway;

import dev.quittance.protocol.Sha256;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import javax.sql.DataSource;

/** A real PostgreSQL, and real HTTP servers in the places of upstream and facilitator. */
public final class Surroundings implements QuarkusTestResourceLifecycleManager {
    static final String TOKEN = "test-token";
    static final String MERCHANT_TOKEN = "merchant-token";
    static final int ANSWER_BYTES_MAX = 65_536;

    private final EmbeddedPostgres postgres;
    private final FakeUpstream upstream;
    private final FakeFacilitator facilitator;
    private final FakeSockets sockets;

    private boolean databaseDead;

    /** Starts everything on ports of its own. */
    public Surroundings() throws IOException {
        postgres = EmbeddedPostgres.start();
        upstream = new FakeUpstream();
        facilitator = new FakeFacilitator();
        sockets = new FakeSockets();
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
            var merchants = Files.writeString(folder.resolve("merchants"), "shop:" + sha256(MERCHANT_TOKEN) + "\n");
            var settings = new HashMap<String, String>();
            settings.put("quittance.gateway.routes-file", routes.toString());
            settings.put("quittance.gateway.challenge-keys-file", keys.toString());
            settings.put("quittance.gateway.answer-keys-file", keys.toString());
            settings.put("quittance.gateway.http2-clear-text", "true");
            settings.put("quittance.gateway.answer.bytes-max", Integer.toString(ANSWER_BYTES_MAX));
            settings.put("quittance.gateway.status.callers-file", merchants.toString());
            settings.put("quittance.gateway.routes-reload-every", "100ms");
            settings.put("quittance.gateway.lease-life", "1s");
            settings.put("quittance.gateway.sweep.period", "1h");
            settings.put("quittance.gateway.priced-body-timeout", "1s");
            settings.put("quittance.gateway.upstream.idle-timeout", "2s");
            settings.put("quittance.gateway.upstream.rest-first", "1h");
            settings.put("quittance.gateway.upstream.rest-max", "1h");
            settings.put("quittance.gateway.upstream.pass-preflights", "true");
            settings.put("quittance.gateway.facilitators[0].name", "default");
            settings.put("quittance.gateway.facilitators[0].trusted", "true");
            settings.put("quittance.gateway.facilitators[0].remembers", "true");
            settings.put("quittance.gateway.facilitators[0].url", facilitator.url());
            settings.put("quittance.gateway.facilitators[0].token-file", token.toString());
            settings.put("quittance.gateway.facilitators[0].settle-timeout", "2s");
            settings.put("quittance.gateway.circuit.answers-min", "1000");
            settings.put("quittance.gateway.circuit.answers", "1000");
            // Nobody listens there: the gateway serves without a broker.
            settings.put("kafka.bootstrap.servers", "localhost:1");
            settings.put(
                    "quarkus.datasource.jdbc.url",
                    databaseDead ? "jdbc:postgresql://localhost:1/none" : postgres.getJdbcUrl("gateway", "postgres"));
            settings.put("quarkus.datasource.username", "gateway");
            return settings;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(upstream, new TestInjector.MatchesType(FakeUpstream.class));
        injector.injectIntoFields(sockets, new TestInjector.MatchesType(FakeSockets.class));
        injector.injectIntoFields(facilitator, new TestInjector.MatchesType(FakeFacilitator.class));
        injector.injectIntoFields(postgres.getPostgresDatabase(), new TestInjector.MatchesType(DataSource.class));
    }

    @Override
    public void stop() {
        upstream.close();
        facilitator.close();
        sockets.close();
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(String text) {
        return HexFormat.of()
                .formatHex(Sha256.hash(text.getBytes(StandardCharsets.UTF_8)).toByteArray());
    }

    private String routes() {
        return """
                version: "1"
                tenant: demo
                upstreams:
                  - {name: main, servers: ["%s"]}
                  - {name: sockets, servers: ["%s"]}
                  - {name: away, servers: ["http://localhost:1"], retries: 0}
                routes:
                  - name: talk
                    methods: [GET]
                    path: /talk
                    upstream: sockets
                    streamed: true
                    accepts:
                      - {scheme: exact, network: "eip155:84532", asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e", price: "$0.001", payTo: "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720"}
                  - name: away
                    methods: [GET]
                    path: /away
                    upstream: away
                    accepts:
                      - {scheme: exact, network: "eip155:84532", asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e", price: "$0.001", payTo: "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720"}
                  - name: dressed
                    methods: [GET]
                    path: /dressed
                    requestHeaders: {set: {X-Key: secret}, remove: [Accept-Language]}
                    responseHeaders: {set: {X-Shop: demo}, remove: [X-Internal]}
                    accepts:
                      - {scheme: exact, network: "eip155:84532", asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e", price: "$0.001", payTo: "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720"}
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
                  - name: feed
                    methods: [GET, POST]
                    path: /feed
                    streamed: true
                    accepts:
                      - {scheme: exact, network: "eip155:84532", asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e", price: "$0.001", payTo: "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720"}
                  - name: oracle
                    methods: [GET, POST]
                    path: /oracle/*
                    flow: authorization
                    accepts:
                      - {scheme: exact, network: "eip155:84532", asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e", price: "$0.001", payTo: "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720"}
                  - name: vault
                    methods: [GET]
                    path: /vault
                    release: safe
                    accepts:
                      - {scheme: exact, network: "eip155:84532", asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e", price: "$0.001", payTo: "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720"}
                  - name: notary
                    methods: [GET]
                    path: /notary
                    flow: authorization
                    release: safe
                    accepts:
                      - {scheme: exact, network: "eip155:84532", asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e", price: "$0.001", payTo: "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720"}
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
                  - name: taste
                    methods: [GET, POST]
                    path: /taste
                    quota: {free: 2, every: 366d, per: client}
                    accepts:
                      - {scheme: exact, network: "eip155:84532", asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e", price: "$0.001", payTo: "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720"}
                """.formatted(upstream.url(), sockets.url());
    }
}
