package dev.quittance.worker;

import dev.quittance.devstack.Broker;
import dev.quittance.devstack.Chain;
import dev.quittance.devstack.Postgres;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** What the application connects to. */
public final class SuiteResource implements QuarkusTestResourceLifecycleManager {
    static final String OPERATOR_TOKEN = "operator-token-of-the-tests";

    private @Nullable FakeSigner signer;

    @Override
    public Map<String, String> start() {
        try {
            var started = new FakeSigner(1);
            signer = started;
            var jwk = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            jwk.setKeyId("worker-1");
            Path key = Files.createTempFile("worker", ".jwk");
            key.toFile().deleteOnExit();
            Files.writeString(key, jwk.toJson(OutputControlLevel.INCLUDE_PRIVATE));
            Path token = Files.createTempFile("operator", ".token");
            token.toFile().deleteOnExit();
            Files.writeString(token, OPERATOR_TOKEN + "\n");
            return Map.of(
                    "quittance.worker.operator-token-file", token.toString(),
                    "quarkus.datasource.jdbc.url", Postgres.shared().jdbcUrl(Suite.ROLE),
                    "quarkus.datasource.password", Postgres.shared().password(Suite.ROLE),
                    "kafka.bootstrap.servers", Broker.shared().bootstrapServers(),
                    "quittance.worker.rpc-url", Chain.shared().rpcUrl().toString(),
                    "quittance.worker.signer.url", started.url().toString(),
                    "quittance.worker.signer.key-file", key.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void stop() {
        if (signer != null) {
            signer.close();
        }
    }
}
