package dev.quittance.gateway.proof;

import java.util.Locale;

/** What a {@code SIGN-IN-WITH-X} header proves. */
public sealed interface SiwxVerdict {

    /** The payer's key, a moment ago, for this subject. */
    record Proved(SiwxProof proof) implements SiwxVerdict {}

    record Refused(Fault fault) implements SiwxVerdict {}

    /** What is wrong; spelled as npm {@code @x402/extensions} 2.27 does where it has a word for it. */
    enum Fault {
        /** Not base64 of strict JSON with the fields of CAIP-122. */
        INVALID_SIWX_PAYLOAD("The sign-in header cannot be read."),
        INVALID_SIWX_DOMAIN_MISMATCH("The sign-in is for another domain."),
        INVALID_SIWX_URI_MISMATCH("The sign-in is for another address."),
        INVALID_SIWX_VERSION("The sign-in has another version than 1."),
        INVALID_SIWX_CHAIN_ID("The sign-in names another chain than the payment's."),
        /** Contract wallets (ERC-1271, ERC-6492) would need the chain, which is not asked here. */
        INVALID_SIWX_UNSUPPORTED_SIGNATURE_SCHEME("Only signatures of keys are taken (eip191)."),
        INVALID_SIWX_ISSUED_AT("The sign-in's time cannot be read."),
        INVALID_SIWX_ISSUED_AT_TOO_OLD("The sign-in is too old."),
        INVALID_SIWX_ISSUED_AT_IN_FUTURE("The sign-in is from the future."),
        INVALID_SIWX_EXPIRED("The sign-in is over."),
        INVALID_SIWX_NOT_YET_VALID("The sign-in is not valid yet."),
        INVALID_SIWX_NONCE("The sign-in's nonce is not a fresh one of this gateway for this payment."),
        INVALID_SIWX_ADDRESS_MISMATCH("The sign-in is not the payer's."),
        INVALID_SIWX_SIGNATURE("The sign-in's signature is not its address's.");

        private final String detail;

        Fault(String detail) {
            this.detail = detail;
        }

        /** The code that programs read. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        public String detail() {
            return detail;
        }
    }
}
