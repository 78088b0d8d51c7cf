package dev.quittance.signer.payment;

import java.util.Locale;

/** Why a payment is not signed; each names one rule. */
enum PaymentRefusal {
    SCHEME_REFUSED("only the scheme exact is signed"),
    TRANSFER_METHOD_REFUSED("only the transfer method eip3009 is signed"),
    NETWORK_REFUSED("the network is not known"),
    ASSET_REFUSED("the asset is not known on this network"),
    DOMAIN_REFUSED("name and version are not those of the asset's EIP-712 domain"),
    AMOUNT_REFUSED("the amount is zero"),
    PAYEE_REFUSED("the payee is not an address that the asset can be sent to"),
    TIMEOUT_REFUSED("the authorization would be born dead or live longer than allowed");

    private final String detail;

    PaymentRefusal(String detail) {
        this.detail = detail;
    }

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    String detail() {
        return detail;
    }
}
