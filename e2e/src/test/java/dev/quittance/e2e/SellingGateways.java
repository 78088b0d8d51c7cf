package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.devstack.Postgres;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.PaymentPayload;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Gateways that sell over one database, before a facilitator that settles everything. */
final class SellingGateways implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Postgres database = Postgres.shared();
    private final StubFacilitator facilitator = new StubFacilitator();

    SellingGateways() throws IOException {}

    /**
     * Starts one.
     *
     * @param settings beside those that it needs
     */
    ServiceProcess start(Path folder, String upstream, Map<String, String> settings) throws IOException {
        var all = new HashMap<>(Map.of(
                "QUARKUS_DATASOURCE_JDBC_URL", database.jdbcUrl("gateway"),
                "QUARKUS_DATASOURCE_PASSWORD", database.password("gateway"),
                "QUITTANCE_GATEWAY_FACILITATORS_0__URL", facilitator.url()));
        all.putAll(settings);
        return LoneGateway.start(folder, upstream, all);
    }

    int settled() {
        return facilitator.settled();
    }

    /** Shows a payment until the gateway has its database. */
    static HttpResponse<String> buy(URI gateway, String path, PaymentPayload payment) throws Exception {
        String header = PaymentHeader.encode(payment.toJson());
        var answers = new java.util.ArrayList<HttpResponse<String>>();
        await("a gateway that sells", () -> {
            answers.add(Http.get(gateway.resolve(path), PaymentHeader.PAYMENT_SIGNATURE.headerName(), header));
            return answers.getLast().statusCode() != 503;
        });
        return answers.getLast();
    }

    static void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    @Override
    public void close() {
        facilitator.close();
    }
}
