package dev.quittance.gateway.route;

import dev.quittance.protocol.MalformedException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds what an OpenAPI 3 document prices: its operations with {@code x-quittance-price}. */
final class OpenApiReader {
    private static final String PRICE = "x-quittance-price";
    private static final List<String> OPERATIONS = List.of("get", "head", "post", "put", "patch", "delete", "options");

    private OpenApiReader() {}

    /** One subject for each priced operation, with its place for complaints. */
    record Operation(Subject subject, YamlMap place) {}

    /** The priced operations of a document, at least one. */
    static List<Operation> read(YamlMap document) {
        if (!document.text("openapi").startsWith("3.")) {
            throw document.fault("openapi", "expected version 3");
        }
        String base = base(document);
        var operations = new ArrayList<Operation>();
        var paths = document.optionalMap("paths").orElseThrow(() -> document.fault("key paths is missing"));
        for (String path : paths.keys()) {
            var item = paths.optionalMap(path).orElseThrow();
            if (item.has("$ref")) {
                throw item.fault("$ref", "paths that are written elsewhere are not read");
            }
            for (String method : OPERATIONS) {
                item.optionalMap(method)
                        .filter(operation -> operation.has(PRICE))
                        .map(operation -> new Operation(
                                subject(operation, method, paths.check(path, () -> PathPattern.parse(base + path))),
                                operation))
                        .ifPresent(operations::add);
            }
        }
        if (operations.isEmpty()) {
            throw document.fault("no operation has " + PRICE);
        }
        return operations;
    }

    private static Subject subject(YamlMap operation, String method, PathPattern path) {
        String price = operation.text(PRICE);
        OfferReader.Amount amount = (offer, asset) -> {
            if (offer.has("price") || offer.has("amount")) {
                throw offer.fault("the prices stand in the OpenAPI document");
            }
            return operation.check(
                    PRICE, () -> price.startsWith("$") ? Price.dollars(price, asset.decimals()) : Price.atomic(price));
        };
        return new Subject(
                operation.value("operationId", Words::name),
                List.of(method.toUpperCase(Locale.ROOT)),
                path,
                operation.optionalText("summary"),
                amount);
    }

    /** The path of the first server, before which all paths stand. */
    private static String base(YamlMap document) {
        if (!document.has("servers")) {
            return "";
        }
        var first = document.maps("servers").getFirst();
        return first.value("url", url -> {
            String path = Optional.ofNullable(URI.create(url).getRawPath()).orElse("");
            if (path.contains("{")) {
                throw new MalformedException("servers with variables are not read");
            }
            return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        });
    }
}
