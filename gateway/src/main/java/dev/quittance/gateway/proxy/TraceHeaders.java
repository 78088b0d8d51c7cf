package dev.quittance.gateway.proxy;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapSetter;
import io.vertx.core.MultiMap;

/** The trace that goes on with a request (W3C Trace Context): the current one, or where none has begun the one that came. */
final class TraceHeaders {
    private static final TextMapSetter<MultiMap> HEADERS = (headers, name, value) -> {
        if (headers != null) {
            headers.set(name, value);
        }
    };

    private TraceHeaders() {}

    static void put(MultiMap headers) {
        GlobalOpenTelemetry.getPropagators().getTextMapPropagator().inject(Context.current(), headers, HEADERS);
    }
}
