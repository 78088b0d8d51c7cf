package dev.quittance.schemes.exact.eip3009;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.abi.ContractCall;
import dev.quittance.evm.abi.Eip3009Token;
import dev.quittance.evm.abi.Log;
import dev.quittance.evm.registry.Asset;
import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.eip712.Eip712Domain;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.schemes.payment.Endings;
import dev.quittance.schemes.payment.Kind;
import dev.quittance.schemes.payment.Payment;
import dev.quittance.schemes.payment.SettlementCall;
import dev.quittance.schemes.payment.Terms;
import dev.quittance.schemes.payment.Trace;
import dev.quittance.schemes.payment.Trace.Meaning;
import java.util.List;
import java.util.Optional;

/**
 * A transfer that the token itself carries out for whoever brings the payer's signature.
 *
 * @param deployment of the payer's wallet, where that may not stand on chain yet (ERC-6492)
 */
public record Eip3009Payment(
        Asset asset, TransferAuthorization authorization, Bytes signature, Optional<Deployment> deployment)
        implements Payment {
    private static final Endings ENDINGS = new Endings(
            ErrorReason.INVALID_EXACT_EVM_INSUFFICIENT_BALANCE,
            ErrorReason.INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALID_BEFORE,
            ErrorReason.INVALID_EXACT_EVM_NONCE_ALREADY_USED,
            ErrorReason.INVALID_EXACT_EVM_TRANSACTION_FAILED);

    /** By a payer whose account stands. */
    public Eip3009Payment(Asset asset, TransferAuthorization authorization, Bytes signature) {
        this(asset, authorization, signature, Optional.empty());
    }

    @Override
    public Kind kind() {
        return Eip3009Scheme.KIND;
    }

    @Override
    public Terms terms() {
        return new Terms(
                authorization.from(),
                authorization.to(),
                authorization.value(),
                authorization.validAfter(),
                authorization.validBefore(),
                authorization.nonce());
    }

    @Override
    public JsonObject extra() {
        return deployment.map(Deployment::toJson).orElse(JsonObject.EMPTY);
    }

    @Override
    public SettlementCall settlement() {
        return deployment
                .map(each -> new SettlementCall(
                        List.of(each.call(), transfer()), Optional.empty(), Deployment.GAS_MAX, true))
                // A contract's code runs to check its signature, and could take the others' gas.
                .orElseGet(() -> SettlementCall.of(transfer(), !isOfKey()));
    }

    @Override
    public ContractCall<Boolean> spent() {
        return token().authorizationState(authorization.from(), authorization.nonce());
    }

    @Override
    public List<Trace> traces() {
        return List.of(
                trace(Eip3009Token.AUTHORIZATION_USED, Meaning.USED),
                trace(Eip3009Token.AUTHORIZATION_CANCELED, Meaning.CANCELLED));
    }

    private Trace trace(Bytes32 event, Meaning meaning) {
        return Trace.of(
                asset.address(),
                List.of(
                        Optional.of(event),
                        Optional.of(authorization.from().toWord()),
                        Optional.of(authorization.nonce())),
                meaning);
    }

    @Override
    public Optional<Log> proof(List<Log> logs) {
        return new Eip3009Proof(asset.address(), authorization).find(logs);
    }

    /** The token's own log names the authorization, whoever calls it. */
    @Override
    public boolean isSettledBy(Address to, Bytes data) {
        return false;
    }

    @Override
    public Endings endings() {
        return ENDINGS;
    }

    /** What the payer signed. */
    public Bytes32 digest() {
        return authorization.digest(
                new Eip712Domain(asset.eip712Name(), asset.eip712Version(), asset.chainId(), asset.address()));
    }

    /** The same by a wallet that stands on chain already. */
    Eip3009Payment standing() {
        return deployment.isEmpty() ? this : new Eip3009Payment(asset, authorization, signature);
    }

    /** The signature in the form in which the token hands it on to a wallet. */
    Bytes signatureHandedOn() {
        return isOfKey() ? Bytes.of(keySignature().toBytes()) : signature;
    }

    /** What has not the length of a key's signature goes to the token as it came (ERC-1271). */
    ContractCall<Bytes> transfer() {
        return isOfKey()
                ? token().transferWithAuthorization(authorization, keySignature())
                : token().transferWithAuthorization(authorization, signature);
    }

    Eip3009Token token() {
        return new Eip3009Token(asset.address());
    }

    private boolean isOfKey() {
        return signature.size() == Signature.LENGTH;
    }

    private Signature keySignature() {
        return Signature.parse(signature.toByteArray());
    }

    /** Names the payment without its signature. */
    @Override
    public String toString() {
        return "Eip3009Payment[chainId=" + asset.chainId() + ", asset=" + asset.address() + ", payer="
                + authorization.from() + ", nonce=" + authorization.nonce() + "]";
    }
}
