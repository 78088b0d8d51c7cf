package dev.quittance.signer.transfer;

import java.util.Locale;

/** Why a transfer is not signed; each names one rule. */
enum TransferRefusal {
    NETWORK_REFUSED("the network is not known"),
    ASSET_REFUSED("the asset is not known on this network"),
    AMOUNT_REFUSED("the amount is zero"),
    PAYEE_REFUSED("the payee is nobody, the asset, or the account itself");

    private final String detail;

    TransferRefusal(String detail) {
        this.detail = detail;
    }

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    String detail() {
        return detail;
    }
}
