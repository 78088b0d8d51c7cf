package dev.quittance.gateway.route;

import dev.quittance.protocol.x402.PaymentRequirements;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One priced part of the upstream.
 *
 * @param name unique in the price list; appears in logs and metrics
 * @param priceVersion version of the price list it stands in
 * @param hosts the hosts it is sold on; all where empty
 * @param methods the methods that are sold
 * @param accepts the ways to pay, at least one
 * @param declaredIdempotent whether the upstream may get any request of this route twice under one idempotency key
 * @param streamed whether answers go out as they come, unbounded and not stored; only in the upfront flow
 * @param orderHeader the request header whose value names the buyer's order
 * @param identifier whether clients may or must name their payments; where absent they are not asked to
 * @param sponsoring how payers are told to approve Permit2 without gas of their own; only where it is asked for
 * @param meter where the upstream says what an answer costs; only where all ways to pay are by {@code upto}
 * @param upstream who does the work
 * @param bodyMax largest body of a request, in bytes; where absent what is configured for all
 * @param pricing who tells each request's price; the amounts of the offers are then the most it may be
 * @param quota what each client gets without paying
 */
public record Route(
        String name,
        String priceVersion,
        List<HostPattern> hosts,
        Set<String> methods,
        PathPattern path,
        Optional<String> description,
        Optional<String> mimeType,
        List<PaymentRequirements> accepts,
        boolean declaredIdempotent,
        Binding binding,
        Flow flow,
        Release release,
        boolean streamed,
        Optional<String> orderHeader,
        Optional<IdentifierRule> identifier,
        List<Sponsoring> sponsoring,
        Optional<Meter> meter,
        UpstreamGroup upstream,
        HeaderEdits requestHeaders,
        HeaderEdits responseHeaders,
        OptionalLong bodyMax,
        Optional<Pricing> pricing,
        Optional<Quota> quota) {

    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "PUT", "DELETE");

    public Route {
        hosts = List.copyOf(hosts);
        methods = Set.copyOf(methods);
        accepts = List.copyOf(accepts);
        sponsoring = List.copyOf(sponsoring);
    }

    /** Whether a request cut off in the middle may be sent to the upstream again (RFC 9110 §9.2.2). */
    public boolean isIdempotent(String method) {
        return declaredIdempotent || IDEMPOTENT.contains(method);
    }

    /** The same with other offers: what one request costs, and whom it pays. */
    public Route withAccepts(List<PaymentRequirements> quoted) {
        return new Route(
                name,
                priceVersion,
                hosts,
                methods,
                path,
                description,
                mimeType,
                quoted,
                declaredIdempotent,
                binding,
                flow,
                release,
                streamed,
                orderHeader,
                identifier,
                sponsoring,
                meter,
                upstream,
                requestHeaders,
                responseHeaders,
                bodyMax,
                pricing,
                quota);
    }

    /** HEAD costs what GET costs: its answer is GET's without the content. */
    boolean sells(String method) {
        return methods.contains(method) || (method.equals("HEAD") && methods.contains("GET"));
    }
}
