package dev.quittance.gateway.proxy;

import io.vertx.core.http.HttpMethod;
import java.util.Set;

/** Which requests may reach an upstream twice. */
final class Repeatable {
    /** Idempotent methods (RFC 9110 §9.2.2). */
    static final Set<HttpMethod> METHODS =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.PUT, HttpMethod.DELETE);

    private Repeatable() {}
}
