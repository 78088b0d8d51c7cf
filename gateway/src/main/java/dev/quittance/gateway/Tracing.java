package dev.quittance.gateway;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.semconv.HttpAttributes;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/**
 * The trace of a request that shows a payment. The framework would begin one for every request, and take an eighth of a challenge's
 * time for it, which calls nobody and logs nothing; what is free is passed on with the trace that its client names.
 */
@ApplicationScoped
final class Tracing implements HttpServerOptionsCustomizer {
    private static final TextMapGetter<MultiMap> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(MultiMap headers) {
            return headers.names();
        }

        @Override
        public @Nullable String get(@Nullable MultiMap headers, String name) {
            return headers == null ? null : headers.get(name);
        }
    };

    private final Tracer tracer;
    private final TextMapPropagator propagator;

    Tracing(OpenTelemetry telemetry) {
        tracer = telemetry.getTracer("dev.quittance.gateway");
        propagator = telemetry.getPropagators().getTextMapPropagator();
    }

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setTracingPolicy(TracingPolicy.IGNORE);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        options.setTracingPolicy(TracingPolicy.IGNORE);
    }

    /** Begins the request's span, below the one that its headers name; it ends with the answer. */
    @SuppressWarnings("MustBeClosedChecker") // Current until the answer's end, on the request's own context.
    void begin(RoutingContext routing) {
        var request = routing.request();
        var parent = propagator.extract(Context.root(), request.headers(), HEADERS);
        var span = tracer.spanBuilder(request.method().name())
                .setSpanKind(SpanKind.SERVER)
                .setParent(parent)
                .setAttribute(
                        HttpAttributes.HTTP_REQUEST_METHOD, request.method().name())
                .startSpan();
        var scope = parent.with(span).makeCurrent();
        routing.addEndHandler(_ -> {
            scope.close();
            span.setAttribute(HttpAttributes.HTTP_RESPONSE_STATUS_CODE, (long)
                            request.response().getStatusCode())
                    .end();
        });
    }
}
