package dev.quittance.schemes.exact;

import static dev.quittance.protocol.x402.ErrorReason.INVALID_EXACT_EVM_FAILED_TO_PARSE_SIGNATURE;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_EXACT_EVM_MISSING_EIP712_DOMAIN;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_EXACT_EVM_NETWORK_MISMATCH;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALID_AFTER;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALID_BEFORE;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALUE_MISMATCH;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_EXACT_EVM_RECIPIENT_MISMATCH;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_EXACT_EVM_SCHEME;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_EXACT_EVM_SIGNATURE;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_EXACT_EVM_TOKEN_NAME_MISMATCH;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_EXACT_EVM_TOKEN_VERSION_MISMATCH;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_NETWORK;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_PAYLOAD;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_PAYMENT_REQUIREMENTS;
import static dev.quittance.protocol.x402.ErrorReason.UNSUPPORTED_PAYLOAD_TYPE;
import static dev.quittance.protocol.x402.ErrorReason.UNSUPPORTED_SCHEME;

import dev.quittance.evm.registry.Asset;
import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.math.BigInteger;
import java.util.Optional;

/**
 * The rules of {@code exact} that need no chain, in the order of the reference implementation, so that one fault gives
 * the same reason in both: scheme, domain, network, signature, recipient, window, value.
 */
public final class ExactRules {
    public static final String SCHEME = "exact";

    /** An authorization must outlive the block that carries it (the reference implementation's margin). */
    private static final long REMAINING_SECONDS_MIN = 6;
    /** Longest contract-wallet signature accepted: a bound, not a rule of any specification. */
    private static final int SIGNATURE_BYTES_MAX = 4_096;

    private final Registry registry;
    private final Secp256k1 secp256k1;

    public ExactRules(Registry registry, Secp256k1 secp256k1) {
        this.registry = registry;
        this.secp256k1 = secp256k1;
    }

    /**
     * Checks a payment against what was asked for.
     *
     * @param requirements the server's own; the payload's echo of them is compared, never believed
     * @param chainTime time of the latest block, in seconds
     */
    public ExactCheck check(PaymentPayload payload, PaymentRequirements requirements, long chainTime) {
        if (!requirements.scheme().equals(SCHEME)) {
            return refused(UNSUPPORTED_SCHEME, "the scheme is not exact");
        }
        if (!payload.accepted().scheme().equals(SCHEME)) {
            return refused(INVALID_EXACT_EVM_SCHEME, "the payload is for another scheme");
        }
        return switch (asset(requirements)) {
            case Found(Asset asset) -> checkPayload(payload, requirements, asset, chainTime);
            case NotFound(ExactCheck.Refused refused) -> refused;
        };
    }

    /**
     * Checks again what time and requirements say of an authorization, for when a newer chain time is known.
     *
     * @param chainTime time of the latest block, in seconds
     */
    public static Optional<ExactCheck.Refused> brokenTerm(
            ExactPayment payment, PaymentRequirements requirements, long chainTime) {
        return brokenTerm(payment.authorization(), requirements, chainTime);
    }

    private sealed interface AssetLookUp {}

    private record Found(Asset asset) implements AssetLookUp {}

    private record NotFound(ExactCheck.Refused refused) implements AssetLookUp {}

    private AssetLookUp asset(PaymentRequirements requirements) {
        JsonObject extra = requirements.extra();
        Optional<String> method = text(extra, "assetTransferMethod");
        if (method.isPresent() && !method.get().equals("eip3009")) {
            return new NotFound(refused(UNSUPPORTED_PAYLOAD_TYPE, "only eip3009 transfers are supported"));
        }
        Optional<String> name = text(extra, "name");
        Optional<String> version = text(extra, "version");
        if (name.isEmpty() || version.isEmpty()) {
            return new NotFound(refused(INVALID_EXACT_EVM_MISSING_EIP712_DOMAIN, "extra names no EIP-712 domain"));
        }
        var chain = registry.chain(requirements.network());
        if (chain.isEmpty()) {
            return new NotFound(refused(INVALID_NETWORK, "the network is not known"));
        }
        var asset = address(requirements.asset())
                .flatMap(a -> registry.asset(chain.get().chainId(), a));
        if (asset.isEmpty()) {
            return new NotFound(refused(INVALID_PAYMENT_REQUIREMENTS, "the asset is not known on this network"));
        }
        if (!asset.get().eip712Name().equals(name.get())) {
            return new NotFound(refused(INVALID_EXACT_EVM_TOKEN_NAME_MISMATCH, "extra.name is not the token's"));
        }
        if (!asset.get().eip712Version().equals(version.get())) {
            return new NotFound(refused(INVALID_EXACT_EVM_TOKEN_VERSION_MISMATCH, "extra.version is not the token's"));
        }
        return new Found(asset.get());
    }

    private ExactCheck checkPayload(
            PaymentPayload payload, PaymentRequirements requirements, Asset asset, long chainTime) {
        if (!payload.accepted().network().equals(requirements.network())) {
            return refused(INVALID_EXACT_EVM_NETWORK_MISMATCH, "the payload is for another network");
        }
        TransferAuthorization authorization;
        try {
            authorization = TransferAuthorization.fromJson(payload.payload().object("authorization"));
        } catch (MalformedException e) {
            return refused(INVALID_PAYLOAD, "the authorization is malformed");
        }
        byte[] signature;
        try {
            signature = Hex.decode(payload.payload().text("signature"));
        } catch (MalformedException e) {
            return refused(INVALID_EXACT_EVM_FAILED_TO_PARSE_SIGNATURE, "the signature is not hexadecimal text");
        }
        if (signature.length == 0 || signature.length > SIGNATURE_BYTES_MAX) {
            return refused(INVALID_EXACT_EVM_FAILED_TO_PARSE_SIGNATURE, "the signature has an impossible length");
        }
        var payment = new ExactPayment(asset, authorization, signature);
        var broken = brokenTerm(authorization, requirements, chainTime);
        Optional<Signature> keySignature = keySignature(signature);
        if (keySignature.isEmpty() && signature.length == Signature.LENGTH) {
            // Sent as v, r and s whoever the payer is, and refused there by the token.
            return new ExactCheck.Refused(
                    INVALID_EXACT_EVM_SIGNATURE,
                    "the signature is not one that tokens take",
                    Optional.of(authorization.from()));
        }
        boolean signedByKey = keySignature
                .flatMap(each -> secp256k1.recover(payment.digest(), each))
                .filter(authorization.from()::equals)
                .isPresent();
        if (!signedByKey) {
            return new ExactCheck.AskPayerContract(payment, broken);
        }
        return broken.isPresent() ? broken.get() : new ExactCheck.Passed(payment);
    }

    private static Optional<Signature> keySignature(byte[] bytes) {
        try {
            return Optional.of(Signature.parse(bytes));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    private static Optional<ExactCheck.Refused> brokenTerm(
            TransferAuthorization authorization, PaymentRequirements requirements, long chainTime) {
        var payee = address(requirements.payTo());
        if (payee.isEmpty()) {
            return Optional.of(refused(INVALID_PAYMENT_REQUIREMENTS, "payTo is not an address"));
        }
        Optional<Address> payer = Optional.of(authorization.from());
        BigInteger now = BigInteger.valueOf(chainTime);
        if (!authorization.to().equals(payee.get())) {
            return broken(INVALID_EXACT_EVM_RECIPIENT_MISMATCH, "the authorization pays somebody else", payer);
        }
        if (authorization.validBefore().compareTo(now.add(BigInteger.valueOf(REMAINING_SECONDS_MIN))) < 0) {
            return broken(
                    INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALID_BEFORE, "the authorization expires too soon", payer);
        }
        if (authorization.validAfter().compareTo(now) > 0) {
            return broken(
                    INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALID_AFTER, "the authorization is not valid yet", payer);
        }
        if (!authorization.value().equals(requirements.amount())) {
            return broken(
                    INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALUE_MISMATCH, "the value is not the amount asked", payer);
        }
        return Optional.empty();
    }

    private static Optional<ExactCheck.Refused> broken(ErrorReason reason, String message, Optional<Address> payer) {
        return Optional.of(new ExactCheck.Refused(reason, message, payer));
    }

    private static ExactCheck.Refused refused(ErrorReason reason, String message) {
        return new ExactCheck.Refused(reason, message, Optional.empty());
    }

    private static Optional<Address> address(String text) {
        try {
            return Optional.of(Address.parse(text));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> text(JsonObject json, String name) {
        try {
            return json.optionalText(name);
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }
}
