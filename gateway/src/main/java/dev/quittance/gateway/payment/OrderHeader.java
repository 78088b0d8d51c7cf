package dev.quittance.gateway.payment;

import dev.quittance.gateway.route.Route;
import io.vertx.core.MultiMap;
import java.util.Optional;
import java.util.regex.Pattern;

/** The buyer's order, in the header that the route names. */
final class OrderHeader {
    private static final Pattern FORM = Pattern.compile("[!-~]{1,128}");

    private OrderHeader() {}

    /**
     * The order of a request, if it names one.
     *
     * @throws RefusedException when it names several, or not 1 to 128 visible ASCII characters
     */
    static Optional<String> read(Route route, MultiMap headers) {
        var values = route.orderHeader().map(headers::getAll);
        if (values.isEmpty() || values.get().isEmpty()) {
            return Optional.empty();
        }
        String order = values.get().getFirst();
        if (values.get().size() > 1 || !FORM.matcher(order).matches()) {
            throw RefusedException.refused(
                    "order_malformed",
                    "Expected one " + route.orderHeader().orElseThrow() + " of 1 to 128 visible ASCII characters.");
        }
        return Optional.of(order);
    }
}
