package dev.quittance.gateway.paywall;

import dev.quittance.protocol.x402.PaymentHeader;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.util.Locale;

/** Tells people in a browser from programs. In doubt it is a program, which cannot read a page. */
final class Visitor {
    private static final String HTML = "text/html";
    private static final String XHTML = "application/xhtml+xml";
    /** No browser says more. */
    private static final int ACCEPT_CHARS_MAX = 1024;

    private Visitor() {}

    /**
     * Whether a request is a page view: a GET that shows no payment, names HTML, and is either a browser's navigation (Fetch
     * Metadata) or likes nothing better than HTML (RFC 9110 §12.5.1).
     */
    static boolean isPerson(HttpMethod method, MultiMap headers) {
        // First what programs lack: they are most.
        String accept = headers.get("Accept");
        if (accept == null || !HttpMethod.GET.equals(method) || accept.length() > ACCEPT_CHARS_MAX) {
            return false;
        }
        String lower = accept.toLowerCase(Locale.ROOT);
        if (!lower.contains(HTML)
                || headers.contains(PaymentHeader.PAYMENT_SIGNATURE.headerName())
                || headers.contains(PaymentHeader.X_PAYMENT.headerName())) {
            return false;
        }
        String mode = headers.get("Sec-Fetch-Mode");
        return mode == null ? prefersHtml(lower) : mode.equals("navigate");
    }

    private static boolean prefersHtml(String accept) {
        String best = "";
        double bestWeight = 0;
        for (String range : accept.split(",", -1)) {
            String[] parts = range.split(";", -1);
            double weight = weight(parts);
            if (weight > bestWeight) {
                best = parts[0].strip();
                bestWeight = weight;
            }
        }
        return best.equals(HTML) || best.equals(XHTML);
    }

    private static double weight(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("q=")) {
                return parameter.matches("q=(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)")
                        ? Double.parseDouble(parameter.substring(2))
                        : 0;
            }
        }
        return 1;
    }
}
