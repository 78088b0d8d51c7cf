package dev.quittance.schemes.permit2;

import static dev.quittance.protocol.x402.ErrorReason.ERC20_APPROVAL_ASSET_MISMATCH;
import static dev.quittance.protocol.x402.ErrorReason.ERC20_APPROVAL_FROM_MISMATCH;
import static dev.quittance.protocol.x402.ErrorReason.ERC20_APPROVAL_SPENDER_NOT_PERMIT2;
import static dev.quittance.protocol.x402.ErrorReason.ERC20_APPROVAL_TX_INVALID_CALLDATA;
import static dev.quittance.protocol.x402.ErrorReason.ERC20_APPROVAL_TX_INVALID_SIGNATURE;
import static dev.quittance.protocol.x402.ErrorReason.ERC20_APPROVAL_TX_PARSE_FAILED;
import static dev.quittance.protocol.x402.ErrorReason.ERC20_APPROVAL_TX_SIGNER_MISMATCH;
import static dev.quittance.protocol.x402.ErrorReason.ERC20_APPROVAL_TX_WRONG_SELECTOR;
import static dev.quittance.protocol.x402.ErrorReason.ERC20_APPROVAL_TX_WRONG_SPENDER;
import static dev.quittance.protocol.x402.ErrorReason.ERC20_APPROVAL_TX_WRONG_TARGET;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_ERC20_APPROVAL_EXTENSION_FORMAT;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.evm.transaction.Eip1559Transaction;
import dev.quittance.evm.transaction.SignedTransaction;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Uint256;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.schemes.payment.Refusal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;

/**
 * The extension {@code erc20ApprovalGasSponsoring}: a payer who never approved Permit2, of a token that knows no EIP-2612, signs
 * the transaction that approves it. It must be that and nothing else: anything in it is sent in the payer's name.
 *
 * @param amount that Permit2 may take from then on
 * @param raw the signed transaction as the node takes it, unread
 * @param granted wei that the payer lacks for its gas, and may be sent; no payer's word, so never read from the extension
 */
public record Approval(Address from, Address asset, Address spender, BigInteger amount, Bytes raw, BigInteger granted) {
    static final String EXTENSION = "erc20ApprovalGasSponsoring";

    /** The reference's client grants 70,000; proxies of tokens may take more. */
    static final long GAS_MAX = 200_000;

    private static final Set<String> MEMBERS =
            Set.of("from", "asset", "spender", "amount", "signedTransaction", "version");
    private static final String SELECTOR = "0x095ea7b3";
    private static final int SPENDER_AT = SELECTOR.length();
    private static final int AMOUNT_AT = SPENDER_AT + 2 * Bytes32.LENGTH;
    private static final int DATA_DIGITS = AMOUNT_AT + 2 * Bytes32.LENGTH;
    private static final int RAW_BYTES_MAX = 1_024;
    private static final String GRANTED = "granted";

    /** Reads the extension of a payment; a mere echo of what the server declared holds no transaction. */
    static Sponsoring<Approval> of(JsonObject extensions) {
        return Sponsoring.read(
                extensions, EXTENSION, MEMBERS, Approval::fromJson, INVALID_ERC20_APPROVAL_EXTENSION_FORMAT);
    }

    /**
     * Reads {@code info}.
     *
     * @throws MalformedException when a member is missing or of the wrong form
     */
    static Approval fromJson(JsonObject json) {
        Sponsoring.requireVersion(json);
        Bytes raw = Bytes.parse(json.text("signedTransaction"));
        if (raw.size() == 0 || raw.size() > RAW_BYTES_MAX) {
            throw new MalformedException("the transaction has an impossible length");
        }
        return new Approval(
                Address.parse(json.text("from")),
                Address.parse(json.text("asset")),
                Address.parse(json.text("spender")),
                Uint256.parse(json.text("amount")),
                raw,
                BigInteger.ZERO);
    }

    /**
     * Reads what {@link #toJson} writes.
     *
     * @throws MalformedException when a member is missing or of the wrong form
     */
    static Approval stored(JsonObject json) {
        Approval approval = fromJson(json);
        return json.optionalText(GRANTED)
                .map(Uint256::parse)
                .map(approval::granting)
                .orElse(approval);
    }

    /** The same with wei for its gas. */
    Approval granting(BigInteger wei) {
        return new Approval(from, asset, spender, amount, raw, wei);
    }

    JsonObject toJson() {
        var json = JsonObject.builder()
                .put("from", from.toString())
                .put("asset", asset.toString())
                .put("spender", spender.toString())
                .put("amount", amount.toString())
                .put("signedTransaction", raw.hex())
                .put("version", "1");
        return (granted.signum() > 0 ? json.put(GRANTED, granted.toString()) : json).build();
    }

    /**
     * The transaction.
     *
     * @throws MalformedException when it is none of EIP-1559 with an empty access list
     */
    SignedTransaction transaction() {
        return SignedTransaction.decode(raw);
    }

    /** Why it does not go with a permit on a chain, as far as no chain is needed; the reference's order. */
    Optional<Refusal> refusal(Permit permit, Address permit2, long chainId, Secp256k1 secp256k1) {
        Address payer = permit.payer();
        if (!from.equals(payer)) {
            return refused(ERC20_APPROVAL_FROM_MISMATCH, "the approval is somebody else's", payer);
        }
        if (!asset.equals(permit.token())) {
            return refused(ERC20_APPROVAL_ASSET_MISMATCH, "the approval is for another asset", payer);
        }
        if (!spender.equals(permit2)) {
            return refused(ERC20_APPROVAL_SPENDER_NOT_PERMIT2, "the approval is not for Permit2", payer);
        }
        SignedTransaction signed;
        try {
            signed = transaction();
        } catch (MalformedException e) {
            return refused(ERC20_APPROVAL_TX_PARSE_FAILED, "the approval is no EIP-1559 transaction", payer);
        }
        return form(signed.transaction(), payer, asset, permit2, chainId)
                .or(() -> amount(signed.transaction(), permit))
                .or(() -> signature(signed.sender(secp256k1), payer));
    }

    /**
     * Why a signed transaction is not an approval of Permit2 by a payer for an asset, whatever the amount; for those who know no
     * permit.
     */
    public static Optional<Refusal> refusal(
            SignedTransaction signed,
            Address payer,
            Address asset,
            Address permit2,
            long chainId,
            Secp256k1 secp256k1) {
        return form(signed.transaction(), payer, asset, permit2, chainId)
                .or(() -> signature(signed.sender(secp256k1), payer));
    }

    private static Optional<Refusal> form(
            Eip1559Transaction sent, Address payer, Address asset, Address permit2, long chainId) {
        if (!sent.to().equals(asset)) {
            return refused(ERC20_APPROVAL_TX_WRONG_TARGET, "the transaction is not to the asset", payer);
        }
        String data = sent.data().hex();
        if (!data.startsWith(SELECTOR)) {
            return refused(ERC20_APPROVAL_TX_WRONG_SELECTOR, "the transaction does not approve", payer);
        }
        if (data.length() != DATA_DIGITS) {
            return refused(ERC20_APPROVAL_TX_INVALID_CALLDATA, "the transaction's data are no approval", payer);
        }
        if (!data.startsWith(permit2.toWord().toString().substring(2), SPENDER_AT)) {
            return refused(ERC20_APPROVAL_TX_WRONG_SPENDER, "the transaction approves somebody else", payer);
        }
        if (sent.chainId() != chainId || sent.value().signum() != 0 || sent.gasLimit() > GAS_MAX) {
            return refused(
                    ERC20_APPROVAL_TX_PARSE_FAILED,
                    "the transaction is for another chain, with value or much gas",
                    payer);
        }
        return Optional.empty();
    }

    private Optional<Refusal> amount(Eip1559Transaction sent, Permit permit) {
        boolean suffices =
                sent.data().hex().endsWith(Bytes32.of(amount).toString().substring(2))
                        && amount.compareTo(permit.permitted()) >= 0;
        return suffices
                ? Optional.empty()
                : refused(
                        ERC20_APPROVAL_TX_INVALID_CALLDATA,
                        "the transaction approves another amount, or too little",
                        permit.payer());
    }

    private static Optional<Refusal> signature(Optional<Address> signer, Address payer) {
        if (signer.isEmpty()) {
            return refused(ERC20_APPROVAL_TX_INVALID_SIGNATURE, "no key can have signed the transaction", payer);
        }
        return signer.get().equals(payer)
                ? Optional.empty()
                : refused(ERC20_APPROVAL_TX_SIGNER_MISMATCH, "somebody else signed the transaction", payer);
    }

    private static Optional<Refusal> refused(ErrorReason reason, String message, Address payer) {
        return Optional.of(Refusal.of(reason, message, payer));
    }

    /** Whose it is: signatures belong in no log. */
    @Override
    public String toString() {
        return "Approval[from=" + from + "]";
    }
}
