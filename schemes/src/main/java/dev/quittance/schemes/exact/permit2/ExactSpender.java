package dev.quittance.schemes.exact.permit2;

import dev.quittance.evm.registry.Chain;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Uint256;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.schemes.payment.Endings;
import dev.quittance.schemes.payment.Kind;
import dev.quittance.schemes.permit2.Spender;
import dev.quittance.schemes.permit2.Witness;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** The spender of {@code exact}: moves all that is permitted, for whoever brings it, to the payee that the payer signed for. */
public final class ExactSpender implements Spender {
    public static final Kind KIND = new Kind("exact", "permit2");

    private static final String WITNESS = "Witness(address to,uint256 validAfter)";
    private static final Endings ENDINGS = new Endings(
            ErrorReason.PERMIT2_INSUFFICIENT_BALANCE,
            ErrorReason.PERMIT2_DEADLINE_EXPIRED,
            ErrorReason.PERMIT2_INVALID_NONCE,
            ErrorReason.INVALID_EXACT_EVM_TRANSACTION_FAILED);

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public Address address(Chain chain) {
        return chain.exactPermit2Proxy();
    }

    @Override
    public Witness witness(JsonObject json) {
        Address payee = Address.parse(json.text("to"));
        BigInteger validAfter = Uint256.parse(json.text("validAfter"));
        return new Witness(
                WITNESS, List.of(payee.toWord(), Bytes32.of(validAfter)), payee, validAfter, Optional.empty());
    }

    @Override
    public String argumentTypes() {
        return "address,(address,uint256)";
    }

    @Override
    public List<Bytes32> arguments(Address payer, BigInteger amount, Witness witness) {
        return List.of(payer.toWord(), witness.payee().toWord(), Bytes32.of(witness.validAfter()));
    }

    @Override
    public Optional<ErrorReason> metered() {
        return Optional.empty();
    }

    @Override
    public ErrorReason otherScheme() {
        return ErrorReason.UNSUPPORTED_PAYLOAD_TYPE;
    }

    @Override
    public ErrorReason otherNetwork() {
        return ErrorReason.INVALID_EXACT_EVM_NETWORK_MISMATCH;
    }

    @Override
    public Optional<ErrorReason> otherSender() {
        return Optional.empty();
    }

    @Override
    public Endings endings() {
        return ENDINGS;
    }

    @Override
    public Optional<JsonObject> supported(List<Address> senders) {
        return Optional.of(JsonObject.EMPTY);
    }
}
