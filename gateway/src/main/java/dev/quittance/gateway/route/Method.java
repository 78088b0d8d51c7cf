package dev.quittance.gateway.route;

import dev.quittance.protocol.x402.PaymentRequirements;
import dev.quittance.schemes.payment.Kind;
import java.util.Locale;

/** How {@code exact} moves an asset; {@code extra.assetTransferMethod} names it. */
public enum Method {
    /** The token itself, by the payer's authorization. What an offer means that names no method. */
    EIP3009,
    /** Permit2, by the payer's permit: for tokens without authorizations, of payers who let Permit2 take them. */
    PERMIT2;

    /** Where offers name it. */
    static final String NAME = "assetTransferMethod";

    /** The method of an offer of this gateway. */
    public static Method of(PaymentRequirements offer) {
        return offer.extra().optionalText(NAME).map(Method::parse).orElse(EIP3009);
    }

    /** Whether payments of a kind move the asset so. */
    public boolean isOf(Kind kind) {
        return wire().equals(kind.method());
    }

    private static Method parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
