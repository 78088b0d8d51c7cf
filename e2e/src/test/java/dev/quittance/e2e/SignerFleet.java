package dev.quittance.e2e;

import dev.quittance.agent.ceremony.CeremonyClient;
import dev.quittance.agent.ceremony.CeremonyState;
import dev.quittance.agent.ceremony.Holder;
import dev.quittance.agent.ceremony.UnattendedCeremony;
import dev.quittance.attestation.box.Box;
import dev.quittance.attestation.box.BoxKey;
import dev.quittance.attestation.share.Shamir;
import dev.quittance.attestation.share.Share;
import dev.quittance.attestation.share.ShareContext;
import dev.quittance.attestation.simulation.SimulatedRoot;
import dev.quittance.devstack.Ports;
import dev.quittance.devstack.Postgres;
import dev.quittance.devstack.PostgresOptions;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.token.RequestTokenSigner;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** Signer processes on one database of their own, and the agent that they know. */
final class SignerFleet implements AutoCloseable {
    static final String ACCOUNTS = "/v1/accounts";
    static final String PAYMENTS = "/v1/x402/payments";

    private static final String AGENT = "scout";
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final Postgres postgres = Postgres.start(PostgresOptions.temporary());
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port = Ports.free();
    private final String authority = "localhost:" + port;
    private final Path principals;
    private final Path deviceSecret;
    private final Path attestationRoot;
    private final Path trustRoot;
    private final List<BoxKey> holders = List.of(BoxKey.draw(new SecureRandom()), BoxKey.draw(new SecureRandom()));
    private final UnattendedCeremony ceremony;
    private final RequestTokenSigner tokens;

    /**
     * Starts the database only.
     *
     * @param folder for the files of secrets
     * @param hourBudget what the agent may spend in an hour, atomic units
     */
    SignerFleet(Path folder, int hourBudget) throws IOException, JoseException {
        EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
        key.setKeyId(AGENT + "-1");
        EllipticCurveJsonWebKey ada = adminKey(folder, "ada");
        EllipticCurveJsonWebKey ben = adminKey(folder, "ben");
        tokens = new RequestTokenSigner(
                AGENT, key.toJson(OutputControlLevel.INCLUDE_PRIVATE), new SecureRandom(), InstantSource.system());
        principals = Files.writeString(
                folder.resolve("principals.json"),
                JsonObject.builder()
                        .putObjects("principals", List.of(agent(key, hourBudget), admin("ada", ada), admin("ben", ben)))
                        .build()
                        .toString());
        var random = new SecureRandom();
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        deviceSecret = Files.writeString(
                folder.resolve("device.secret"), Base64.getEncoder().encodeToString(secret));
        SimulatedRoot root = SimulatedRoot.draw(random, InstantSource.system().instant());
        attestationRoot = Files.writeString(folder.resolve("attestation-root.pem"), root.toPem());
        trustRoot = Files.writeString(folder.resolve("attestation-root.crt"), root.certificatePem());
        ceremony = new UnattendedCeremony(
                List.of(ada.toJson(OutputControlLevel.INCLUDE_PRIVATE), ben.toJson(OutputControlLevel.INCLUDE_PRIVATE)),
                holders.stream().map(Holder::new).toList(),
                2,
                "test");
    }

    private static EllipticCurveJsonWebKey adminKey(Path folder, String name) throws IOException, JoseException {
        EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
        key.setKeyId(name + "-1");
        Files.writeString(folder.resolve(name + ".jwk"), key.toJson(OutputControlLevel.INCLUDE_PRIVATE));
        return key;
    }

    private static JsonObject admin(String name, EllipticCurveJsonWebKey key) {
        return JsonObject.builder()
                .put("name", name)
                .put("role", "admin")
                .putObjects("keys", List.of(JsonObject.parse(key.toJson(OutputControlLevel.PUBLIC_ONLY))))
                .putTexts("accounts", List.of())
                .build();
    }

    private static JsonObject agent(EllipticCurveJsonWebKey key, int hourBudget) {
        JsonObject grant = JsonObject.builder()
                .put("id", AGENT + ".payment")
                .put("operation", "payment")
                .putTexts("accounts", List.of("*"))
                .putTexts("assets", List.of("*"))
                .putTexts("payees", List.of("*"))
                .putTexts("origins", List.of("*"))
                .put("perPayment", "1000")
                .put(
                        "budgets",
                        JsonObject.builder()
                                .put("hour", Integer.toString(hourBudget))
                                .build())
                .put("lifeMaxSeconds", 600)
                .build();
        return JsonObject.builder()
                .put("name", AGENT)
                .put("role", "agent")
                .putObjects("keys", List.of(JsonObject.parse(key.toJson(OutputControlLevel.PUBLIC_ONLY))))
                .putTexts("accounts", List.of(AGENT))
                .putObjects("grants", List.of(grant))
                .build();
    }

    /** Starts a signer and sees to it that it has its root. */
    ServiceProcess start() throws Exception {
        return start(Map.of());
    }

    /**
     * The same.
     *
     * @param more environment variables of this one
     */
    ServiceProcess start(Map<String, String> more) throws Exception {
        ServiceProcess process = launch(more);
        try {
            ceremony.hold(ceremony(process));
            return process;
        } catch (Exception e) {
            process.close();
            throw e;
        }
    }

    /**
     * Starts a signer, which may wait for its root.
     *
     * @param more environment variables of this one
     */
    ServiceProcess launch(Map<String, String> more) throws IOException {
        return ServiceProcess.start(plan(more));
    }

    /** How {@link #launch} starts it. */
    Launch plan(Map<String, String> more) {
        var settings = new HashMap<>(Map.of(
                "QUARKUS_DATASOURCE_JDBC_URL", postgres.jdbcUrl("signer"),
                "QUARKUS_DATASOURCE_USERNAME", "signer",
                "QUARKUS_DATASOURCE_PASSWORD", postgres.password("signer"),
                // A loaded machine may take its time over the first connection.
                "QUARKUS_DATASOURCE_JDBC_ACQUISITION_TIMEOUT", "30S",
                "QUITTANCE_SIGNER_AUTHORITY", authority,
                "QUITTANCE_SIGNER_PRINCIPALS_FILE", principals.toString(),
                "QUITTANCE_SIGNER_DEVICE_SECRET_FILE", deviceSecret.toString(),
                "QUITTANCE_SIGNER_ATTESTATION_ROOT_FILE", attestationRoot.toString(),
                "QUITTANCE_SIGNER_HAND_OVER_TRUST_ROOT", trustRoot.toString()));
        settings.putAll(more);
        return Launch.alone("signer-service", settings);
    }

    /** The root in the open, as all holders together could have it. */
    byte[] root(CeremonyState state) {
        var given = state.inForce().orElseThrow().manifest().hash();
        List<Share> shares = state.shares().stream()
                .map(share -> Share.parse(holders.stream()
                        .flatMap(holder ->
                                share
                                        .box()
                                        .open(Box.Purpose.SHARE, ShareContext.of(given, share.index()), holder)
                                        .stream())
                        .findFirst()
                        .orElseThrow()))
                .toList();
        return Shamir.combine(shares);
    }

    /** Makes the database one of before there were manifests. */
    void forgetSeal() throws SQLException {
        try (var connection = postgres.connectAsSuperuser();
                var statement = connection.createStatement()) {
            statement.execute("alter table signer.root_seal disable trigger root_seal_row");
            statement.execute("delete from signer.root_share");
            statement.execute("delete from signer.root_seal");
            statement.execute("alter table signer.root_seal enable trigger root_seal_row");
        }
    }

    Path principals() {
        return principals;
    }

    /** The certificate of the root that vouches for the fleet's signers. */
    Path trustRoot() {
        return trustRoot;
    }

    CeremonyClient ceremony(ServiceProcess process) throws InterruptedException {
        return new CeremonyClient(http, process.http());
    }

    /** A token that every signer of the fleet takes for meant for itself. */
    String token(String method, String path, byte[] body) {
        return token(tokens, method, path, body);
    }

    /** The same of somebody else. */
    String token(RequestTokenSigner signer, String method, String path, byte[] body) {
        return signer.token(method, URI.create("http://" + authority + path), body);
    }

    /** The setting that has one signer listen where tokens are meant for, so that commands can speak to it. */
    Map<String, String> atItsAuthority() {
        return Map.of("QUARKUS_HTTP_PORT", Integer.toString(port));
    }

    HttpResponse<String> get(URI signer, String path, String token) throws IOException, InterruptedException {
        return send(signer, path, token, builder -> builder.GET());
    }

    HttpResponse<String> post(URI signer, String path, String token, byte[] body)
            throws IOException, InterruptedException {
        return send(signer, path, token, builder -> builder.POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private HttpResponse<String> send(URI signer, String path, String token, UnaryOperator<HttpRequest.Builder> method)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(signer.resolve(path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json");
        return http.send(method.apply(request).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The address of the agent's account. */
    String account(URI signer) throws IOException, InterruptedException {
        var answer = get(signer, ACCOUNTS, token("GET", ACCOUNTS, new byte[0]));
        return JsonObject.parse(answer.body()).objects("accounts").getFirst().text("address");
    }

    /** The body of a payment of some units under a nonce. */
    static byte[] payment(String account, int nonce, int amount) {
        JsonObject requirements = JsonObject.builder()
                .put("scheme", "exact")
                .put("network", "eip155:84532")
                .put("amount", Integer.toString(amount))
                .put("asset", "0x036CbD53842c5426634e7929541eC2318f3dCF7e")
                .put("payTo", "0x209693Bc6afc0C5328bA36FaF03C514EF312287C")
                .put("maxTimeoutSeconds", 300)
                .put(
                        "extra",
                        JsonObject.builder()
                                .put("name", "USDC")
                                .put("version", "2")
                                .build())
                .build();
        return JsonObject.builder()
                .put("account", account)
                .put("requirements", requirements)
                .put("nonce", "0x%064x".formatted(BigInteger.valueOf(nonce)))
                .build()
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    /** What was signed, by its nonce. */
    Map<Integer, Integer> journaled() throws SQLException {
        var amounts = new HashMap<Integer, Integer>();
        try (var connection = postgres.connect("signer");
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select nonce::int, amount::int from signer.signing_journal")) {
            while (rows.next()) {
                amounts.put(rows.getInt(1), rows.getInt(2));
            }
        }
        return amounts;
    }

    /** A number that the signers' database tells. */
    long number(String sql) throws SQLException {
        try (var connection = postgres.connect("signer");
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** A text that it tells. */
    String text(String sql) throws SQLException {
        try (var connection = postgres.connect("signer");
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public void close() {
        http.close();
        postgres.close();
    }
}
