package dev.quittance.facilitator.stack;

import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.eip712.Eip712Domain;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import java.math.BigInteger;
import java.security.SecureRandom;

/**
 * A payment as an agent would make it, with every part open to change before it is signed and after.
 *
 * @param requirements what the server asks, in the request body
 * @param accepted what the payload says was accepted
 * @param signature over the authorization as it was when it was signed
 * @param key that signed
 */
public record Offer(
        JsonObject requirements,
        JsonObject accepted,
        TransferAuthorization authorization,
        String signature,
        PrivateKey key) {
    public static final String TOKEN = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
    public static final String PAYEE = "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720";
    public static final BigInteger AMOUNT = BigInteger.valueOf(1000);

    private static final Secp256k1 SECP256K1 = Secp256k1.create();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Eip712Domain DOMAIN = new Eip712Domain("USDC", "2", 84532, Address.parse(TOKEN));
    private static final BigInteger FAR = BigInteger.valueOf(4_000_000_000L);

    /** A payment of 1000 units by a new payer who has a million. */
    public static Offer good() {
        Offer offer = unfunded();
        FacilitatorStack.chain().mint(offer.payer(), BigInteger.valueOf(1_000_000));
        return offer;
    }

    /** The same by a payer who has nothing. */
    public static Offer unfunded() {
        return signed(BigInteger.ZERO, FAR, AMOUNT, DOMAIN);
    }

    /** A payment with another window of validity, amount or domain, rightly signed. */
    public static Offer signed(BigInteger validAfter, BigInteger validBefore, BigInteger value, Eip712Domain domain) {
        PrivateKey key = PrivateKey.generate(RANDOM);
        return signed(key, SECP256K1.address(key), validAfter, validBefore, value, domain);
    }

    private static Offer signed(
            PrivateKey key,
            Address payer,
            BigInteger validAfter,
            BigInteger validBefore,
            BigInteger value,
            Eip712Domain domain) {
        byte[] nonce = new byte[Bytes32.LENGTH];
        RANDOM.nextBytes(nonce);
        var authorization = new TransferAuthorization(
                payer, Address.parse(PAYEE), value, validAfter, validBefore, new Bytes32(nonce));
        String signature =
                Hex.encode(SECP256K1.sign(authorization.digest(domain), key).toBytes());
        return new Offer(standard(), standard(), authorization, signature, key);
    }

    /** Another payment of the same payer over the same amount. */
    public Offer again() {
        return signed(key, payer(), BigInteger.ZERO, FAR, AMOUNT, DOMAIN);
    }

    /** The same for another account as payer, signed by this one's key. */
    public Offer by(Address payer) {
        return signed(key, payer, BigInteger.ZERO, FAR, AMOUNT, DOMAIN);
    }

    /** The address of the key that signed. */
    public Address signer() {
        return SECP256K1.address(key);
    }

    public static Eip712Domain domain() {
        return DOMAIN;
    }

    public static BigInteger far() {
        return FAR;
    }

    public Address payer() {
        return authorization.from();
    }

    public Offer withRequirements(JsonObject changed) {
        return new Offer(changed, accepted, authorization, signature, key);
    }

    public Offer withAccepted(JsonObject changed) {
        return new Offer(requirements, changed, authorization, signature, key);
    }

    /** Asks, and accepts, something else. */
    public Offer withTerms(JsonObject changed) {
        return new Offer(changed, changed, authorization, signature, key);
    }

    public Offer withSignature(String changed) {
        return new Offer(requirements, accepted, authorization, changed, key);
    }

    public Offer withAuthorization(TransferAuthorization changed) {
        return new Offer(requirements, accepted, changed, signature, key);
    }

    public JsonObject payload() {
        return JsonObject.builder()
                .put("authorization", authorization.toJson())
                .put("signature", signature)
                .build();
    }

    /** The body of {@code /verify} and {@code /settle}. */
    public String body() {
        return bodyWith(payload());
    }

    public String bodyWith(JsonObject payload) {
        return JsonObject.builder()
                .put("x402Version", 2)
                .put(
                        "paymentPayload",
                        JsonObject.builder()
                                .put("x402Version", 2)
                                .put("payload", payload)
                                .put("resource", JsonObject.parse("{\"url\":\"http://server.example/weather\"}"))
                                .put("accepted", accepted)
                                .build())
                .put("paymentRequirements", requirements)
                .build()
                .toString();
    }

    /** The body in version 1 of the protocol, under a name of the network. */
    public String oldBody(String network) {
        var old = JsonObject.builder()
                .put("scheme", requirements.text("scheme"))
                .put("network", network)
                .put("maxAmountRequired", requirements.text("amount"))
                .put("asset", requirements.text("asset"))
                .put("payTo", requirements.text("payTo"))
                .put("maxTimeoutSeconds", requirements.integer("maxTimeoutSeconds"))
                .put("extra", requirements.object("extra"))
                .put("resource", "http://server.example/weather")
                .put("description", "")
                .put("mimeType", "")
                .build();
        return JsonObject.builder()
                .put("x402Version", 1)
                .put(
                        "paymentPayload",
                        JsonObject.builder()
                                .put("x402Version", 1)
                                .put("scheme", accepted.text("scheme"))
                                .put("network", network)
                                .put("payload", payload())
                                .build())
                .put("paymentRequirements", old)
                .build()
                .toString();
    }

    private static JsonObject standard() {
        return JsonObject.builder()
                .put("scheme", "exact")
                .put("network", "eip155:84532")
                .put("amount", AMOUNT.toString())
                .put("asset", TOKEN)
                .put("payTo", PAYEE)
                .put("maxTimeoutSeconds", 300)
                .put("extra", JsonObject.parse("{\"name\":\"USDC\",\"version\":\"2\",\"paymentFlow\":\"upfront\"}"))
                .build();
    }
}
