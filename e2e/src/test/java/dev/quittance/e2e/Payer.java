package dev.quittance.e2e;

import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.Keccak256;
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

    private static final Address PERMIT2 = Address.parse("0x000000000022D473030F116dDEE9F6B43aC78BA3");
    private static final Address EXACT_PROXY = Address.parse("0x402085c248EeA27D92E8b30b2C58ed07f9E20001");
    private static final String TOKENS = "TokenPermissions(address token,uint256 amount)";
    private static final String WITNESS = "Witness(address to,uint256 validAfter)";

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

    /** A payment of the first way to pay, through Permit2 and the proxy of {@code exact}. */
    PaymentPayload permit(PaymentRequired challenge) {
        PaymentRequirements accepted = challenge.accepts().getFirst();
        BigInteger nonce = new BigInteger(256, random);
        BigInteger deadline = BigInteger.valueOf(System.currentTimeMillis() / 1_000 + accepted.maxTimeoutSeconds());
        Address payee = Address.parse(accepted.payTo());
        Bytes32 tokens = struct(TOKENS, Address.parse(accepted.asset()).toWord(), Bytes32.of(accepted.amount()));
        Bytes32 witness = struct(WITNESS, payee.toWord(), Bytes32.of(BigInteger.ZERO));
        Bytes32 permit = struct(
                "PermitWitnessTransferFrom(TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline,"
                        + "Witness witness)" + TOKENS + WITNESS,
                tokens,
                EXACT_PROXY.toWord(),
                Bytes32.of(nonce),
                Bytes32.of(deadline),
                witness);
        Bytes32 domain = struct(
                "EIP712Domain(string name,uint256 chainId,address verifyingContract)",
                Keccak256.hash("Permit2"),
                Bytes32.of(BigInteger.valueOf(84532)),
                PERMIT2.toWord());
        Bytes32 digest = Keccak256.hash(new byte[] {0x19, 0x01}, domain.toByteArray(), permit.toByteArray());
        JsonObject authorization = JsonObject.builder()
                .put("from", address().toString())
                .put(
                        "permitted",
                        JsonObject.builder()
                                .put("token", accepted.asset())
                                .put("amount", accepted.amount().toString())
                                .build())
                .put("spender", EXACT_PROXY.toString())
                .put("nonce", nonce.toString())
                .put("deadline", deadline.toString())
                .put(
                        "witness",
                        JsonObject.builder()
                                .put("to", payee.toString())
                                .put("validAfter", "0")
                                .build())
                .build();
        return new PaymentPayload(
                Optional.of(challenge.resource()),
                accepted,
                JsonObject.builder()
                        .put("signature", Hex.encode(SECP256K1.sign(digest, key).toBytes()))
                        .put("permit2Authorization", authorization)
                        .build(),
                challenge.extensions());
    }

    private static Bytes32 struct(String type, Bytes32... members) {
        byte[][] parts = new byte[members.length + 1][];
        parts[0] = Keccak256.hash(type).toByteArray();
        for (int i = 0; i < members.length; i++) {
            parts[i + 1] = members[i].toByteArray();
        }
        return Keccak256.hash(parts);
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
