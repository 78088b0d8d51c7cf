package dev.quittance.e2e;

import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.eip712.Eip712Domain;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequired;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** An agent with a key of its own that also signs what an honest one would not. */
public final class Payer {
    private static final Secp256k1 SECP256K1 = Secp256k1.create();
    private static final BigInteger ORDER =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

    private final SecureRandom random = new SecureRandom();
    private final PrivateKey key = PrivateKey.generate(random);

    /** Where its money is. */
    public Address address() {
        return SECP256K1.address(key);
    }

    String keyHex() {
        return Hex.encode(key.export());
    }

    /** An honest payment of the first way to pay. */
    public PaymentPayload pay(PaymentRequired challenge) {
        return pay(challenge, UnaryOperator.identity());
    }

    /** A payment whose terms were changed before they were signed. */
    PaymentPayload pay(PaymentRequired challenge, UnaryOperator<TransferAuthorization> change) {
        PaymentRequirements accepted = challenge.accepts().getFirst();
        long now = System.currentTimeMillis() / 1_000;
        byte[] nonce = new byte[Bytes32.LENGTH];
        random.nextBytes(nonce);
        var authorization = change.apply(new TransferAuthorization(
                address(),
                Address.parse(accepted.payTo()),
                accepted.amount(),
                BigInteger.ZERO,
                BigInteger.valueOf(now + accepted.maxTimeoutSeconds()),
                new Bytes32(nonce)));
        var domain = new Eip712Domain(
                accepted.extra().text("name"),
                accepted.extra().text("version"),
                84532,
                Address.parse(accepted.asset()));
        byte[] signature = SECP256K1.sign(authorization.digest(domain), key).toBytes();
        return new PaymentPayload(
                Optional.of(challenge.resource()),
                accepted,
                JsonObject.builder()
                        .put("authorization", authorization.toJson())
                        .put("signature", Hex.encode(signature))
                        .build(),
                challenge.extensions());
    }

    /** The same signature's other form, which EIP-2 forbids. */
    static String highS(String signature) {
        byte[] bytes = Hex.decode(signature);
        var s = new Bytes32(Arrays.copyOfRange(bytes, 32, 64));
        System.arraycopy(Bytes32.of(ORDER.subtract(s.toUnsigned())).toByteArray(), 0, bytes, 32, 32);
        bytes[64] = (byte) (bytes[64] == 27 ? 28 : 27);
        return Hex.encode(bytes);
    }
}
