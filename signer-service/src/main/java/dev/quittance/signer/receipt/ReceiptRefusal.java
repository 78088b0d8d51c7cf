package dev.quittance.signer.receipt;

import java.util.Locale;

/** Why a receipt is not signed; each names one rule. */
enum ReceiptRefusal {
    NETWORK_REFUSED("the network is not known"),
    ASSET_REFUSED("the asset is not known on this network"),
    ISSUE_TIME_REFUSED("the receipt is dated in the future");

    private final String detail;

    ReceiptRefusal(String detail) {
        this.detail = detail;
    }

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    String detail() {
        return detail;
    }
}
