package dev.quittance.signer;

import dev.quittance.attestation.simulation.SimulatedRoot;
import dev.quittance.devstack.Postgres;
import dev.quittance.devstack.PostgresOptions;
import dev.quittance.protocol.json.JsonObject;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A database of its own, a sealing key, and principals: the agents alice, bob and erin, the services worker and gateway, a
 * merchant, and two admins.
 */
public final class SignerEnvironment implements QuarkusTestResourceLifecycleManager {
    public static final String AUTHORITY = "signer.test:8405";

    private final Postgres postgres = Postgres.start(PostgresOptions.temporary());

    @Override
    public Map<String, String> start() {
        try {
            return configure(Files.createTempDirectory("signer-test"));
        } catch (Exception e) {
            throw new IllegalStateException("the signer's environment cannot be made", e);
        }
    }

    private Map<String, String> configure(Path folder) throws Exception {
        var actors = List.of(
                Actor.create("alice", "agent", List.of("alice-main", "alice-spare")),
                Actor.create("bob", "agent", List.of("bob-main")),
                new Actor("erin", "agent", Actor.newEd25519Key("erin-1"), List.of("erin-main")),
                Actor.create("admin", "admin", List.of()),
                Actor.create("second-admin", "admin", List.of()),
                Actor.create("merchant", "merchant", List.of("takings")),
                Actor.create("worker", "service", List.of("lane-1", "lane-2")),
                Actor.seller("gateway", List.of("receipts", "receipts-spare")));
        Path principals = write(
                folder.resolve("principals.json"),
                JsonObject.builder()
                        .putObjects(
                                "principals",
                                actors.stream().map(Actor::registration).toList())
                        .build()
                        .toString());
        Path sealing = drawSealingKey(folder.resolve("sealing.key"));
        var config = new HashMap<String, String>();
        config.put("quarkus.datasource.jdbc.url", postgres.jdbcUrl("signer"));
        config.put("quarkus.datasource.username", "signer");
        config.put("quarkus.datasource.password", postgres.password("signer"));
        config.put("quittance.signer.authority", AUTHORITY);
        config.put("quittance.signer.principals-file", principals.toString());
        config.put("quittance.signer.sealing-key-file", sealing.toString());
        config.put("quittance.signer.admin.widening-delay", "PT0S");
        SimulatedRoot root = SimulatedRoot.draw(new SecureRandom(), Instant.now());
        config.put(
                "quittance.signer.attestation.root-file",
                write(folder.resolve("attestation-root.pem"), root.toPem()).toString());
        config.put("test.attestation.root", root.certificatePem());
        // Tests look for the entry of each refused token, and make more of them in a second than strangers should.
        config.put("quittance.signer.gate.token-denials-per-second", "100000");
        config.put("test.postgres.pid", Long.toString(postgres.child().process().pid()));
        for (Actor actor : actors) {
            config.put("test.key." + actor.name(), actor.privateJwk());
        }
        return config;
    }

    /** The service under test shares this process's heap, which must not know the key in another way. */
    private static Path drawSealingKey(Path file) throws IOException {
        byte[] key = {};
        byte[] base64 = {};
        try (var random = new FileInputStream("/dev/urandom");
                var out = new FileOutputStream(file.toFile())) {
            key = random.readNBytes(32);
            base64 = Base64.getEncoder().encode(key);
            out.write(base64);
            out.write('\n');
            return file;
        } finally {
            Arrays.fill(key, (byte) 0);
            Arrays.fill(base64, (byte) 0);
        }
    }

    private static Path write(Path file, String text) throws IOException {
        return Files.writeString(file, text);
    }

    @Override
    public void stop() {
        postgres.close();
    }
}
