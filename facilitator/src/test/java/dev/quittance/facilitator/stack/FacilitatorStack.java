package dev.quittance.facilitator.stack;

import dev.quittance.devstack.Broker;
import dev.quittance.devstack.Chain;
import dev.quittance.devstack.Postgres;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A database, a broker and a chain, the first and the last behind gates. */
public final class FacilitatorStack implements QuarkusTestResourceLifecycleManager {
    public static final String SIGNER = "0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f";

    private static final String ROLE = "facilitator";

    /** Started once for all test classes of this JVM. */
    private static final class Parts {
        static final Gate DATABASE = Gate.to(Postgres.shared().port());
        static final Gate CHAIN = Gate.to(Chain.shared().rpcUrl().getPort());
    }

    @Override
    public Map<String, String> start() {
        Postgres postgres = Postgres.shared();
        String url = postgres.jdbcUrl(ROLE)
                .replace(":" + postgres.port() + "/", ":" + database().port() + "/");
        return Map.ofEntries(
                Map.entry("quarkus.datasource.jdbc.url", url),
                Map.entry("quarkus.datasource.username", ROLE),
                Map.entry("quarkus.datasource.password", postgres.password(ROLE)),
                Map.entry("kafka.bootstrap.servers", Broker.shared().bootstrapServers()),
                Map.entry("quittance.chains[0].network", "eip155:84532"),
                Map.entry("quittance.chains[0].rpc-url", "http://127.0.0.1:" + Parts.CHAIN.port()),
                Map.entry("quittance.callers-file", callersFile().toString()),
                Map.entry("quittance.settlement.signers", SIGNER),
                Map.entry("quittance.settle.wait", "3s"),
                Map.entry("quittance.outcome.gap-max", "4s"),
                Map.entry("quittance.chains[0].wallet-factories", Chain.WALLET_FACTORY.toString()));
    }

    public static Gate database() {
        return Parts.DATABASE;
    }

    public static Gate chainGate() {
        return Parts.CHAIN;
    }

    public static Chain chain() {
        return Chain.shared();
    }

    public static Broker broker() {
        return Broker.shared();
    }

    public static Postgres postgres() {
        return Postgres.shared();
    }

    private static Path callersFile() {
        try {
            Path file = Files.createTempFile("callers", ".txt");
            file.toFile().deleteOnExit();
            return Files.writeString(
                    file, "merchant:" + Caller.MERCHANT.tokenDigest() + "\nrival:" + Caller.RIVAL.tokenDigest() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        // The servers belong to the JVM; other test classes use them too.
    }
}
