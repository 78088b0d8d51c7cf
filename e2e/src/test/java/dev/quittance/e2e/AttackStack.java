package dev.quittance.e2e;

import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequired;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A shop and its facilitator, under attack.
 *
 * @param runs tells how often the shop worked
 * @param facilitator where the shop settles
 */
record AttackStack(String name, RunningSuite suite, Shops shops, URI shop, Runs runs, URI facilitator) {
    /** A price that every payer can pay a few times. */
    static final BigInteger PURSE = BigInteger.valueOf(5_000);

    /** Counts the requests that were worked on. */
    interface Runs {
        int count() throws IOException, InterruptedException;
    }

    /** This gateway before this facilitator. */
    static AttackStack ours(RunningSuite suite, Shops shops) throws IOException, InterruptedException, SQLException {
        return new AttackStack(
                "ours",
                suite,
                shops,
                shops.gateway(ConformanceRow.Settler.OURS),
                () -> shops.upstream().runs(),
                suite.facilitator());
    }

    /** The official server, before the given facilitator. */
    static AttackStack official(RunningSuite suite, Shops shops, ConformanceRow.Settler settler)
            throws IOException, InterruptedException {
        URI server = shops.server(settler);
        Runs runs =
                () -> JsonObject.parse(Http.get(server.resolve("/runs")).body()).integer("runs");
        return switch (settler) {
            case OURS ->
                new AttackStack("official server, our facilitator", suite, shops, server, runs, suite.facilitator());
            case OFFICIAL -> new AttackStack("official", suite, shops, server, runs, shops.official());
        };
    }

    /** A payer with money. */
    Payer payer() {
        var payer = new Payer();
        suite.setBalance(payer.address(), PURSE);
        return payer;
    }

    PaymentRequired challenge(String path) throws IOException, InterruptedException {
        return Http.challenge(Http.get(shop.resolve(path)));
    }

    HttpResponse<String> buy(String path, PaymentPayload payment) throws IOException, InterruptedException {
        return send(path, PaymentHeader.encode(payment.toJson()));
    }

    HttpResponse<String> send(String path, String header) throws IOException, InterruptedException {
        return Http.get(shop.resolve(path), PaymentHeader.PAYMENT_SIGNATURE.headerName(), header);
    }

    HttpResponse<String> verify(PaymentPayload payment, PaymentRequirements requirements)
            throws IOException, InterruptedException {
        return post("/verify", body(payment, requirements));
    }

    HttpResponse<String> settle(PaymentPayload payment, PaymentRequirements requirements)
            throws IOException, InterruptedException {
        return post("/settle", body(payment, requirements));
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return Http.post(facilitator.resolve(path), suite.facilitatorToken(), body);
    }

    private static String body(PaymentPayload payment, PaymentRequirements requirements) {
        return JsonObject.builder()
                .put("x402Version", 2)
                .put("paymentPayload", payment.toJson())
                .put("paymentRequirements", requirements.toJson())
                .build()
                .toString();
    }

    /** What the payee has got so far. */
    BigInteger takings() {
        return suite.balanceOf(shops.payee());
    }

    /** The same several times at once. */
    static <T> List<T> atOnce(int count, Callable<T> work) throws IOException, InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<T>>();
            for (int i = 0; i < count; i++) {
                running.add(threads.submit(work));
            }
            var results = new ArrayList<T>();
            for (var each : running) {
                results.add(each.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }
}
