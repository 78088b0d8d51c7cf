package dev.quittance.schemes.upto;

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

/** The spender of {@code upto}: moves what the one facilitator says whom the payer signed for, and never more than is permitted. */
public final class UptoSpender implements Spender {
    public static final Kind KIND = new Kind("upto", "permit2");

    private static final String WITNESS = "Witness(address to,address facilitator,uint256 validAfter)";
    private static final Endings ENDINGS = new Endings(
            ErrorReason.PERMIT2_INSUFFICIENT_BALANCE,
            ErrorReason.PERMIT2_DEADLINE_EXPIRED,
            ErrorReason.PERMIT2_INVALID_NONCE,
            ErrorReason.INVALID_UPTO_EVM_TRANSACTION_FAILED);

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public Address address(Chain chain) {
        return chain.uptoPermit2Proxy();
    }

    @Override
    public Witness witness(JsonObject json) {
        Address payee = Address.parse(json.text("to"));
        Address facilitator = Address.parse(json.text("facilitator"));
        BigInteger validAfter = Uint256.parse(json.text("validAfter"));
        return new Witness(
                WITNESS,
                List.of(payee.toWord(), facilitator.toWord(), Bytes32.of(validAfter)),
                payee,
                validAfter,
                Optional.of(facilitator));
    }

    @Override
    public String argumentTypes() {
        return "uint256,address,(address,address,uint256)";
    }

    @Override
    public List<Bytes32> arguments(Address payer, BigInteger amount, Witness witness) {
        return List.of(
                Bytes32.of(amount),
                payer.toWord(),
                witness.payee().toWord(),
                witness.sender().orElseThrow().toWord(),
                Bytes32.of(witness.validAfter()));
    }

    @Override
    public Optional<ErrorReason> metered() {
        return Optional.of(ErrorReason.INVALID_UPTO_EVM_PAYLOAD_SETTLEMENT_EXCEEDS_AMOUNT);
    }

    @Override
    public ErrorReason otherScheme() {
        return ErrorReason.INVALID_UPTO_EVM_SCHEME;
    }

    @Override
    public ErrorReason otherNetwork() {
        return ErrorReason.INVALID_UPTO_EVM_NETWORK_MISMATCH;
    }

    @Override
    public Optional<ErrorReason> otherSender() {
        return Optional.of(ErrorReason.UPTO_FACILITATOR_MISMATCH);
    }

    @Override
    public Endings endings() {
        return ENDINGS;
    }

    /** One of the senders, as the reference has it; without any it cannot be offered. */
    @Override
    public Optional<JsonObject> supported(List<Address> senders) {
        return senders.stream()
                .findFirst()
                .map(sender -> JsonObject.builder()
                        .put("facilitatorAddress", sender.toString())
                        .build());
    }
}
