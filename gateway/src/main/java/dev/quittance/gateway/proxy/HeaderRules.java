package dev.quittance.gateway.proxy;

import dev.quittance.gateway.route.HeaderEdits;
import io.vertx.core.MultiMap;

/** Does what a route wants changed. */
final class HeaderRules {
    private HeaderRules() {}

    static void apply(HeaderEdits edits, MultiMap headers) {
        edits.remove().forEach(headers::remove);
        edits.set().forEach(headers::set);
    }
}
