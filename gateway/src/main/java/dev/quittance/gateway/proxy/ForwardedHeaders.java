package dev.quittance.gateway.proxy;

import dev.quittance.gateway.limit.Forwarding;
import dev.quittance.protocol.x402.PaymentHeader;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Which headers cross the gateway: what belongs to one hop, to the payment, or to our word for it, does not. */
final class ForwardedHeaders {
    static final String PAYMENT_ID = "X-Payment-Id";

    private static final List<CharSequence> HOP_BY_HOP = names(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "upgrade",
            "http2-settings");

    /** Payment secrets, words that only the gateway may speak, and ways to change the method after it was priced. */
    private static final List<CharSequence> NEVER_UPSTREAM = names(
            PaymentHeader.PAYMENT_SIGNATURE.headerName(),
            "x-payment",
            "sign-in-with-x",
            "payment-challenge",
            "x-payment-id",
            "payment-status",
            "expect",
            "forwarded",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-port",
            "x-forwarded-prefix",
            "x-forwarded-proto",
            "x-forwarded-server",
            "x-http-method",
            "x-http-method-override",
            "x-method-override",
            "x-original-url",
            "x-rewrite-url");

    private static final List<CharSequence> NEVER_DOWNSTREAM = names(
            PaymentHeader.PAYMENT_REQUIRED.headerName(),
            PaymentHeader.PAYMENT_RESPONSE.headerName(),
            "payment-status",
            "x-payment-response");

    private ForwardedHeaders() {}

    /** Hashed once, not for each of them and each request anew. */
    private static List<CharSequence> names(String... names) {
        return Stream.of(names).map(HttpHeaders::createOptimized).toList();
    }

    static void cleanRequest(MultiMap headers) {
        removeHopByHop(headers);
        NEVER_UPSTREAM.forEach(headers::remove);
        // CGI-like upstreams cannot tell x_payment_id from x-payment-id.
        var ambiguous = new ArrayList<String>();
        headers.forEach((name, _) -> {
            if (name.indexOf('_') >= 0) {
                ambiguous.add(name);
            }
        });
        ambiguous.forEach(headers::remove);
    }

    /** Tells the upstream who asked, in the gateway's own words, and within which trace. */
    static void introduce(MultiMap headers, HttpServerRequest received) {
        headers.set("X-Forwarded-For", Forwarding.client(received));
        headers.set("X-Forwarded-Proto", Forwarding.scheme(received));
        Http2.host(received).ifPresent(authority -> headers.set("X-Forwarded-Host", authority));
        TraceHeaders.put(headers);
    }

    static void cleanResponse(MultiMap headers) {
        removeHopByHop(headers);
        NEVER_DOWNSTREAM.forEach(headers::remove);
    }

    private static void removeHopByHop(MultiMap headers) {
        for (String value : List.copyOf(headers.getAll("connection"))) {
            for (String name : value.split(",", -1)) {
                String named = name.strip().toLowerCase(Locale.ROOT);
                // Framing is not a hop's to remove: without it two programs would see different bodies.
                if (!named.isEmpty() && !named.equals("content-length") && !named.equals("transfer-encoding")) {
                    headers.remove(named);
                }
            }
        }
        HOP_BY_HOP.forEach(headers::remove);
    }
}
