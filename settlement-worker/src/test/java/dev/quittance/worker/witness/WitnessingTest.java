package dev.quittance.worker.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.quittance.devstack.LogAuthor;
import dev.quittance.devstack.Postgres;
import dev.quittance.devstack.PostgresOptions;
import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.token.RequestTokenSigner;
import dev.quittance.transparency.Anchor;
import dev.quittance.transparency.Presentation;
import dev.quittance.transparency.SeenStore;
import dev.quittance.transparency.TreeHash;
import dev.quittance.worker.signer.SignerClient;
import dev.quittance.worker.signer.SignerException;
import dev.quittance.worker.sql.Sql;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class WitnessingTest {
    private static final String ROLE = "settlement_worker";
    private static final LogAuthor AUTHOR = new LogAuthor();
    private static final Bytes32 FIRST = LogAuthor.leaf("first");
    private static final Bytes32 SECOND = LogAuthor.leaf("second");
    private static final Bytes32 OTHER = LogAuthor.leaf("other");
    private static final String OF_ONE = AUTHOR.reception(1, FIRST);
    private static final String OF_TWO = AUTHOR.reception(2, TreeHash.node(FIRST, SECOND), SECOND);
    private static final String OF_TWO_OTHERS = AUTHOR.reception(2, TreeHash.node(OTHER, SECOND));

    private final Postgres postgres = Postgres.start(PostgresOptions.temporary());
    private final DataSource database = migrated();
    private final List<String> shown = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final HttpServer signer = signer();
    private volatile String answer = OF_ONE;
    private volatile int status = 200;

    @BeforeEach
    void listen() {
        signer.start();
    }

    @AfterEach
    void stop() {
        signer.stop(0);
        postgres.close();
    }

    @Test
    void keepsWhatBeginsWithWhatItSawAndTellsOfWhatDoesNot() throws Exception {
        // Given
        Witnessing witnessing = witnessing();
        witnessing.present();
        assertThat(JsonObject.parse(shown.getLast())).isEqualTo(new Presentation(Optional.empty()).toJson());
        answer = OF_TWO;
        witnessing.present();
        Optional<Anchor> kept = kept();
        assertThat(kept.orElseThrow().checkpoint().size()).isEqualTo(2);
        assertThat(faults).isEmpty();

        // When
        answer = OF_TWO_OTHERS;
        witnessing.present();
        answer = OF_ONE;
        witnessing().present();

        // Then
        assertThat(faults).containsExactly("log_forked", "log_rolled_back");
        assertThat(kept()).isEqualTo(kept);
        assertThat(JsonObject.parse(shown.getLast()))
                .as("another worker on the same database shows the same")
                .isEqualTo(new Presentation(kept).toJson());
    }

    @Test
    void keepsWhatItSawWhileTheSignerGivesNoAnswer() throws Exception {
        Witnessing witnessing = witnessing();
        witnessing.present();
        Optional<Anchor> kept = kept();

        status = 503;
        assertThatThrownBy(witnessing::present).isInstanceOf(SignerException.class);
        status = 200;
        answer = "{\"checkpoint\":1}";
        assertThatThrownBy(witnessing::present).isInstanceOf(SignerException.class);

        assertThat(kept()).isEqualTo(kept).isPresent();
        assertThat(faults).isEmpty();
    }

    private Optional<Anchor> kept() throws Exception {
        return Sql.transaction(database, SeenStore::newest);
    }

    private Witnessing witnessing() throws JoseException {
        var jwk = EcJwkGenerator.generateJwk(EllipticCurves.P256);
        jwk.setKeyId("worker-1");
        var tokens = new RequestTokenSigner(
                "settlement-worker",
                jwk.toJson(OutputControlLevel.INCLUDE_PRIVATE),
                new SecureRandom(),
                Clock.systemUTC());
        var client = new SignerClient(
                HttpClient.newHttpClient(),
                URI.create("http://127.0.0.1:" + signer.getAddress().getPort()),
                Duration.ofSeconds(20),
                tokens,
                Secp256k1.create(),
                Registry.builtIn().chain(84532).orElseThrow(),
                Optional.empty());
        return new Witnessing(database, client, faults::add);
    }

    private HttpServer signer() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext(Presentation.PATH, exchange -> {
                shown.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                byte[] body = answer.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private DataSource migrated() {
        var source = new PGSimpleDataSource();
        source.setUrl(postgres.jdbcUrl(ROLE));
        source.setUser(ROLE);
        source.setPassword(postgres.password(ROLE));
        Flyway.configure()
                .dataSource(source)
                .defaultSchema(ROLE)
                .locations("db/events", "db/migration")
                .load()
                .migrate();
        return source;
    }
}
