package dev.quittance.worker;

import dev.quittance.devstack.Chain;
import dev.quittance.evm.abi.Eip3009Token;
import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.eip712.Eip712Domain;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.schemes.Schemes;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** Payments as a payer makes them. */
final class Transfers {
    static final BigInteger PRICE = BigInteger.valueOf(1_000);

    private static final SecureRandom RANDOM = new SecureRandom();

    private Transfers() {}

    /** A payment of any kind, and what the facilitator says of it. */
    record Paid(UUID paymentId, dev.quittance.schemes.payment.Payment payment) {
        JsonObject data() {
            return Schemes.write(payment)
                    .put("paymentId", paymentId.toString())
                    .put("scheme", payment.kind().scheme())
                    .put("network", "eip155:" + Chain.CHAIN_ID)
                    .build();
        }

        /** By its id alone, for those who ask what became of it. */
        Payment known() {
            var terms = payment.terms();
            return new Payment(
                    paymentId,
                    new TransferAuthorization(
                            terms.payer(),
                            terms.payee(),
                            terms.amount(),
                            terms.validAfter(),
                            terms.validBefore(),
                            terms.nonce()),
                    payment.signature().hex());
        }
    }

    /** A payment that was authorized, and what the facilitator says of it. */
    record Payment(UUID paymentId, TransferAuthorization authorization, String signature) {
        JsonObject data() {
            return JsonObject.builder()
                    .put("paymentId", paymentId.toString())
                    .put("scheme", "exact")
                    .put("network", "eip155:" + Chain.CHAIN_ID)
                    .put("asset", Chain.shared().token().toString())
                    .put("authorization", authorization.toJson())
                    .put("signature", signature)
                    .build();
        }
    }

    /** From a new payer with money to a new payee, valid for an hour of the chain's time. */
    static Payment fresh() {
        return fresh(chainTime() + 3_600, PRICE);
    }

    /**
     * From a new payer to a new payee.
     *
     * @param validBefore chain time, seconds
     * @param balance what the payer has
     */
    static Payment fresh(long validBefore, BigInteger balance) {
        var payer = PrivateKey.generate(RANDOM);
        var address = FakeSigner.CURVE.address(payer);
        if (balance.signum() > 0) {
            Chain.shared().mint(address, balance);
        }
        var authorization = new TransferAuthorization(
                address, randomAddress(), PRICE, BigInteger.ZERO, BigInteger.valueOf(validBefore), randomWord());
        var asset =
                Registry.builtIn().asset(Chain.CHAIN_ID, Chain.shared().token()).orElseThrow();
        var domain = new Eip712Domain(asset.eip712Name(), asset.eip712Version(), asset.chainId(), asset.address());
        String signature = Hex.encode(
                FakeSigner.CURVE.sign(authorization.digest(domain), payer).toBytes());
        return new Payment(UUID.randomUUID(), authorization, signature);
    }

    /** Somebody else puts the authorization on chain; returns the transaction's hash. */
    static String sendAsStranger(Payment payment) {
        var call = new Eip3009Token(Chain.shared().token())
                .transferWithAuthorization(payment.authorization(), Signature.parse(Hex.decode(payment.signature())));
        String stranger = randomAddress().toString();
        Chain.shared().rpc("anvil_setBalance", stranger, "0xde0b6b3a7640000");
        Chain.shared().rpc("anvil_impersonateAccount", stranger);
        return Chain.shared()
                .rpc(
                        "eth_sendTransaction",
                        Map.of(
                                "from", stranger,
                                "to", call.to().toString(),
                                "data", call.data().hex()))
                .asText();
    }

    static long chainTime() {
        String latest = Chain.shared()
                .rpc("eth_getBlockByNumber", "latest", false)
                .path("timestamp")
                .asText();
        return Math.max(Long.parseLong(latest.substring(2), 16), Instant.now().getEpochSecond());
    }

    static Address randomAddress() {
        byte[] bytes = new byte[Address.LENGTH];
        RANDOM.nextBytes(bytes);
        return new Address(bytes);
    }

    private static Bytes32 randomWord() {
        byte[] bytes = new byte[Bytes32.LENGTH];
        RANDOM.nextBytes(bytes);
        return new Bytes32(bytes);
    }
}
