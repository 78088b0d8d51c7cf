package dev.quittance.signer.relay;

import java.util.Locale;

/** Why a relay transaction is not signed; each names one rule. */
enum RelayRefusal {
    NETWORK_REFUSED("the network is not known"),
    BATCH_SIZE_REFUSED("the number of transfers is outside the allowed range"),
    ASSET_REFUSED("an asset is not known on this network"),
    DUPLICATE_TRANSFER_REFUSED("an authorization stands twice in the batch"),
    COMPANY_REFUSED("a payment that goes alone stands in a batch"),
    SENDER_REFUSED("a payment is for another account to send"),
    TRANSACTION_NONCE_REFUSED("the transaction nonce exceeds what a chain can hold"),
    GAS_REFUSED("the gas limit is outside the range that this number of transfers allows"),
    FEE_REFUSED("a fee exceeds its ceiling"),
    FUNDING_OFF("payers are sent nothing for gas"),
    APPROVAL_REFUSED("what is to be funded is not the payer's approval of Permit2, and nothing else"),
    FUNDING_VALUE_REFUSED("the value is none, above its ceiling, or more than the approval can burn");

    private final String detail;

    RelayRefusal(String detail) {
        this.detail = detail;
    }

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    String detail() {
        return detail;
    }
}
