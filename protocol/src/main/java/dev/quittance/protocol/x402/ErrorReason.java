package dev.quittance.protocol.x402;

import java.util.Locale;

/**
 * Reasons a payment is refused, spelled as the reference implementation (npm {@code @x402/evm} 2.27) puts them on the
 * wire; where the specification has no word, the reason is ours and says so.
 */
public enum ErrorReason {
    INVALID_X402_VERSION,
    INVALID_PAYLOAD,
    INVALID_PAYMENT_REQUIREMENTS,
    UNSUPPORTED_SCHEME,
    INVALID_NETWORK,
    UNSUPPORTED_PAYLOAD_TYPE,
    ASSET_NOT_DEPLOYED_CONTRACT,
    INVALID_EXACT_EVM_SCHEME,
    INVALID_EXACT_EVM_NETWORK_MISMATCH,
    INVALID_EXACT_EVM_MISSING_EIP712_DOMAIN,
    INVALID_EXACT_EVM_RECIPIENT_MISMATCH,
    INVALID_EXACT_EVM_SIGNATURE,
    INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALID_BEFORE,
    INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALID_AFTER,
    INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALUE_MISMATCH,
    /** What version 1 calls the mismatch of the value. */
    INVALID_EXACT_EVM_AUTHORIZATION_VALUE,
    INVALID_EXACT_EVM_TOKEN_NAME_MISMATCH,
    INVALID_EXACT_EVM_TOKEN_VERSION_MISMATCH,
    INVALID_EXACT_EVM_NONCE_ALREADY_USED,
    INVALID_EXACT_EVM_INSUFFICIENT_BALANCE,
    INVALID_EXACT_EVM_TRANSACTION_SIMULATION_FAILED,
    INVALID_EXACT_EVM_TRANSACTION_FAILED,
    INVALID_EXACT_EVM_TRANSFER_EVENT_MISMATCH,
    INVALID_EXACT_EVM_FAILED_TO_PARSE_SIGNATURE,
    SMART_WALLET_DEPLOYMENT_FAILED,
    EIP6492_FACTORY_NOT_ALLOWED,
    INVALID_PERMIT2_SPENDER,
    INVALID_PERMIT2_RECIPIENT_MISMATCH,
    INVALID_PERMIT2_SIGNATURE,
    PERMIT2_DEADLINE_EXPIRED,
    PERMIT2_NOT_YET_VALID,
    PERMIT2_AMOUNT_MISMATCH,
    PERMIT2_TOKEN_MISMATCH,
    PERMIT2_ALLOWANCE_REQUIRED,
    PERMIT2_SIMULATION_FAILED,
    PERMIT2_INSUFFICIENT_BALANCE,
    PERMIT2_PROXY_NOT_DEPLOYED,
    PERMIT2_INVALID_DESTINATION,
    PERMIT2_INVALID_NONCE,
    PERMIT2_2612_AMOUNT_MISMATCH,
    INVALID_EIP2612_EXTENSION_FORMAT,
    EIP2612_FROM_MISMATCH,
    EIP2612_ASSET_MISMATCH,
    EIP2612_SPENDER_NOT_PERMIT2,
    EIP2612_DEADLINE_EXPIRED,
    INVALID_ERC20_APPROVAL_EXTENSION_FORMAT,
    ERC20_APPROVAL_FROM_MISMATCH,
    ERC20_APPROVAL_ASSET_MISMATCH,
    ERC20_APPROVAL_SPENDER_NOT_PERMIT2,
    ERC20_APPROVAL_TX_WRONG_TARGET,
    ERC20_APPROVAL_TX_WRONG_SELECTOR,
    ERC20_APPROVAL_TX_WRONG_SPENDER,
    ERC20_APPROVAL_TX_INVALID_CALLDATA,
    ERC20_APPROVAL_TX_SIGNER_MISMATCH,
    ERC20_APPROVAL_TX_INVALID_SIGNATURE,
    ERC20_APPROVAL_TX_PARSE_FAILED,
    ERC20_APPROVAL_TX_FAILED,
    ERC20_APPROVAL_BROADCAST_FAILED,
    INVALID_UPTO_EVM_SCHEME,
    INVALID_UPTO_EVM_NETWORK_MISMATCH,
    INVALID_UPTO_EVM_TRANSACTION_FAILED,
    INVALID_UPTO_EVM_PAYLOAD_SETTLEMENT_EXCEEDS_AMOUNT,
    UPTO_FACILITATOR_MISMATCH,
    /** The outcome is not known yet; asking again with the same payment is right, paying again is wrong. */
    SETTLEMENT_PENDING,
    /** The echoed extension is missing or was changed. */
    EXTENSION_ECHO_MISMATCH,
    /** Ours: the challenge id was not issued by this gateway for this request and these terms. */
    CHALLENGE_INVALID,
    /** Ours: the challenge id is right but its time is over. */
    CHALLENGE_EXPIRED,
    /** Ours: the request must be paid with the nonce that is derived from its challenge. */
    NONCE_NOT_BOUND,
    /** Ours: the authorization already pays for another request. */
    AUTHORIZATION_BOUND_ELSEWHERE,
    /** Ours: the client sends more requests than it may; later it may again. */
    RATE_LIMITED,
    /** Ours: the client may not settle on this network. */
    CLIENT_NETWORK_NOT_ALLOWED,
    /** Ours: the client may not be paid in this asset. */
    CLIENT_ASSET_NOT_ALLOWED,
    /** Ours: the client may not have this account paid. */
    CLIENT_PAYEE_NOT_ALLOWED,
    /** Ours: the settlements of the client have taken its gas of this day. */
    CLIENT_GAS_BUDGET_EXCEEDED,
    /** Ours: as many payments as may wait for approvals of this payer's, or of all payers, do so. */
    TOO_MANY_APPROVALS,
    /** Ours: all settlements together have taken the facilitator's gas of this day. */
    GAS_CEILING_EXCEEDED,
    UNEXPECTED_VERIFY_ERROR,
    UNEXPECTED_SETTLE_ERROR;

    /** The reason as it stands in {@code invalidReason} and {@code errorReason}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
