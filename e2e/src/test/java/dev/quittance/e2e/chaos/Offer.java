package dev.quittance.e2e.chaos;

import dev.quittance.protocol.Address;
import java.net.URI;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the shop of the gateway's tests sells: each flow, with requests that may be repeated and with some that must not. */
enum Offer {
    /** Paid first; may be asked twice. */
    REPORT("GET", "/report", false, false),
    /** Paid last; may be asked twice. */
    PREVIEW("GET", "/preview", true, false),
    /** Paid first; must not be asked twice. */
    ORDER("POST", "/order", false, false),
    /** Paid last; must not be asked twice. */
    BOOKING("POST", "/booking", true, false),
    /** Paid first; the upstream honours idempotency keys. */
    TRANSFER("POST", "/transfer", false, true);

    private final String method;
    private final String path;
    private final boolean paidLast;
    private final boolean declaredIdempotent;

    Offer(String method, String path, boolean paidLast, boolean declaredIdempotent) {
        this.method = method;
        this.path = path;
        this.paidLast = paidLast;
        this.declaredIdempotent = declaredIdempotent;
    }

    String method() {
        return method;
    }

    String path() {
        return path;
    }

    /** Whether the upstream works before the payment. */
    boolean isPaidLast() {
        return paidLast;
    }

    boolean isIdempotent() {
        return declaredIdempotent || method.equals("GET");
    }

    /** The name of its route. */
    String route() {
        return path.substring(1);
    }

    static Optional<Offer> at(String path) {
        return Arrays.stream(values()).filter(offer -> offer.path.equals(path)).findFirst();
    }

    /** The gateway's price list. */
    static String routes(URI upstream, Address token, Address payee) {
        String routes =
                Arrays.stream(values()).map(offer -> offer.entry(token, payee)).collect(Collectors.joining());
        return """
                version: "1"
                tenant: shop
                upstream: %s
                routes:
                """.formatted(upstream) + routes;
    }

    private String entry(Address token, Address payee) {
        return """
                  - name: %s
                    methods: [%s]
                    path: %s
                    flow: %s
                    idempotent: %s
                    accepts:
                      - scheme: exact
                        network: "eip155:84532"
                        asset: "%s"
                        amount: "%s"
                        payTo: "%s"
                        maxTimeoutSeconds: 3600
                """.formatted(
                        route(),
                        method,
                        path,
                        paidLast ? "authorization" : "upfront",
                        declaredIdempotent,
                        token,
                        ChaosClient.AMOUNT,
                        payee);
    }
}
