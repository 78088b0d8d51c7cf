package dev.quittance.gateway.paywall;

import dev.quittance.gateway.answer.Answer;
import dev.quittance.gateway.challenge.PricedRequest;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.PaymentRequired;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/** Puts a page into the challenge of a person. Status and PAYMENT-REQUIRED stay what everybody gets. */
public final class Paywall {
    private static final int PAYMENT_REQUIRED = 402;
    /** Our own header: as long as its longest address and route make it. */
    private static final int HEADER_CHARS_MAX = 262_144;

    private final boolean enabled;
    private final Set<String> exceptRoutes;
    private final PaywallPage page;
    private final InstantSource clock;

    Paywall(PaywallConfig config, PaywallPage page, InstantSource clock) {
        enabled = config.enabled();
        exceptRoutes = Set.copyOf(config.exceptRoutes().orElse(Set.of()));
        this.page = page;
        this.clock = clock;
    }

    /** The same challenge with a page where a person asks; the challenge itself where a program does. */
    public Answer shown(HttpServerRequest request, PricedRequest priced, Answer challenge) {
        if (!enabled
                || !Visitor.isPerson(request.method(), request.headers())
                || challenge.status() != PAYMENT_REQUIRED
                || exceptRoutes.contains(priced.route().name())) {
            return challenge;
        }
        return Optional.ofNullable(challenge.headers().get(PaymentHeader.PAYMENT_REQUIRED.headerName()))
                .map(header -> withPage(header.toString(), priced.origin(), challenge))
                .orElse(challenge);
    }

    private Answer withPage(String header, String origin, Answer challenge) {
        var required = PaymentRequired.fromJson(PaymentHeader.decode(header, HEADER_CHARS_MAX));
        String html = page.html(header, required, origin, clock.instant());
        return new Answer(challenge.status(), "text/html; charset=utf-8", challenge.headers(), html)
                .withHeader("Content-Security-Policy", page.policy())
                .withHeader("X-Content-Type-Options", "nosniff")
                .withHeader("X-Frame-Options", "DENY")
                .withHeader("Referrer-Policy", "no-referrer")
                .withHeader("Cross-Origin-Resource-Policy", "same-origin")
                .withHeader("Vary", "Accept, Sec-Fetch-Mode");
    }
}
