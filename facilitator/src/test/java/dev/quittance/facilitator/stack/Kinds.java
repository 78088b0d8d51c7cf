package dev.quittance.facilitator.stack;

import dev.quittance.devstack.Chain;
import dev.quittance.evm.Bytes;
import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.evm.transaction.Eip1559Transaction;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.Keccak256;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.schemes.Schemes;
import dev.quittance.schemes.payment.Check;
import dev.quittance.schemes.payment.Demand;
import dev.quittance.schemes.payment.Demand.Purpose;
import dev.quittance.schemes.permit2.Permit2Payment;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A payment through Permit2 as an agent would make it, with every part open to change before it is signed.
 *
 * @param payee of the witness
 * @param permitted the most that may be taken
 */
public record Kinds(
        String scheme, PrivateKey key, String payee, BigInteger permitted, BigInteger nonce, JsonObject extensions) {
    private static final Secp256k1 SECP256K1 = Secp256k1.create();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final BigInteger MAX = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
    private static final Address FACILITATOR = Address.parse(FacilitatorStack.SIGNER);
    private static final Schemes SCHEMES =
            new Schemes(Registry.builtIn(), SECP256K1, Set.of(FACILITATOR), BigInteger.ZERO);

    /** By a new payer with a million units, who lets Permit2 take them. */
    public static Kinds approved(String scheme) {
        return approved(scheme, MAX);
    }

    /** The same, who lets it take so much. */
    public static Kinds approved(String scheme, BigInteger allowed) {
        return rich(scheme).allowing(allowed);
    }

    /** By the payer of another payment. */
    public static Kinds by(PrivateKey key, String scheme) {
        return new Kinds(scheme, key, Offer.PAYEE, Offer.AMOUNT, word(), JsonObject.EMPTY);
    }

    /** Once the payer lets Permit2 take so much. */
    public Kinds allowing(BigInteger allowed) {
        String payer = payer().toString();
        Chain chain = FacilitatorStack.chain();
        chain.rpc("anvil_setBalance", payer, "0xde0b6b3a7640000");
        chain.rpc("anvil_impersonateAccount", payer);
        String data = "0x095ea7b3"
                + Chain.PERMIT2.toWord().toString().substring(2)
                + Bytes32.of(allowed).toString().substring(2);
        chain.receipt(
                Bytes32.parse(chain.rpc("eth_sendTransaction", Map.of("from", payer, "to", Offer.TOKEN, "data", data))
                        .asText()));
        return this;
    }

    /** By a new payer with a million units, who never approved Permit2. */
    public static Kinds rich(String scheme) {
        PrivateKey key = PrivateKey.generate(RANDOM);
        FacilitatorStack.chain().mint(SECP256K1.address(key), BigInteger.valueOf(1_000_000));
        return new Kinds(scheme, key, Offer.PAYEE, Offer.AMOUNT, word(), JsonObject.EMPTY);
    }

    /** Another one by the same payer. */
    public Kinds again() {
        return new Kinds(scheme, key, payee, permitted, word(), extensions);
    }

    /** By a new payer who has nothing. */
    public static Kinds unfunded(String scheme) {
        return new Kinds(scheme, PrivateKey.generate(RANDOM), Offer.PAYEE, Offer.AMOUNT, word(), JsonObject.EMPTY);
    }

    /** The same by a payer who has nothing. */
    public Kinds poor() {
        return new Kinds(scheme, PrivateKey.generate(RANDOM), payee, permitted, nonce, extensions);
    }

    public Kinds paying(String other) {
        return new Kinds(scheme, key, other, permitted, nonce, extensions);
    }

    public Kinds permitting(long amount) {
        return new Kinds(scheme, key, payee, BigInteger.valueOf(amount), nonce, extensions);
    }

    public Address payer() {
        return SECP256K1.address(key);
    }

    /** With a permit for Permit2 (EIP-2612). */
    public Kinds sponsored() {
        Bytes32 type =
                Keccak256.hash("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        List<Bytes32> words = List.of(
                type,
                payer().toWord(),
                Chain.PERMIT2.toWord(),
                Bytes32.of(permitted),
                Bytes32.of(BigInteger.ZERO),
                Bytes32.of(MAX));
        Bytes32 struct = Keccak256.hash(words.stream().map(Bytes32::toByteArray).toArray(byte[][]::new));
        JsonObject info = JsonObject.builder()
                .put("from", payer().toString())
                .put("asset", Offer.TOKEN)
                .put("spender", Chain.PERMIT2.toString())
                .put("amount", permitted.toString())
                .put("nonce", "0")
                .put("deadline", MAX.toString())
                .put("signature", sign(Offer.domain().digest(struct)))
                .put("version", "1")
                .build();
        JsonObject sponsoring = JsonObject.builder()
                .put(
                        "eip2612GasSponsoring",
                        JsonObject.builder().put("info", info).build())
                .build();
        return new Kinds(scheme, key, payee, permitted, nonce, sponsoring);
    }

    /** With the payer's own transaction that approves Permit2; the payer holds so much wei for it. */
    public Kinds approving(long wei, long nonce) {
        FacilitatorStack.chain().rpc("anvil_setBalance", payer().toString(), "0x" + Long.toHexString(wei));
        return signingApproval(nonce);
    }

    /** With the transaction that approves Permit2, whether or not there is gas for it. */
    public Kinds signingApproval(long nonce) {
        Bytes raw = new Eip1559Transaction(
                        84532,
                        BigInteger.valueOf(nonce),
                        BigInteger.ONE,
                        BigInteger.TEN.pow(10),
                        70_000,
                        Address.parse(Offer.TOKEN),
                        BigInteger.ZERO,
                        Bytes.parse("0x095ea7b3"
                                + Chain.PERMIT2.toWord().toString().substring(2)
                                + Bytes32.of(MAX).toString().substring(2)))
                .sign(SECP256K1, key)
                .raw();
        JsonObject info = JsonObject.builder()
                .put("from", payer().toString())
                .put("asset", Offer.TOKEN)
                .put("spender", Chain.PERMIT2.toString())
                .put("amount", MAX.toString())
                .put("signedTransaction", raw.hex())
                .put("version", "1")
                .build();
        JsonObject sponsoring = JsonObject.builder()
                .put(
                        "erc20ApprovalGasSponsoring",
                        JsonObject.builder().put("info", info).build())
                .build();
        return new Kinds(scheme, key, payee, permitted, this.nonce, sponsoring);
    }

    /** With what a client returns of a permit for Permit2 that it knows nothing of. */
    public Kinds echoing() {
        JsonObject declared = JsonObject.builder()
                .put(
                        "info",
                        JsonObject.builder()
                                .put("description", "The facilitator accepts EIP-2612 gasless Permit.")
                                .put("version", "1")
                                .build())
                .put("schema", JsonObject.EMPTY)
                .build();
        return new Kinds(
                scheme,
                key,
                payee,
                permitted,
                nonce,
                JsonObject.builder().put("eip2612GasSponsoring", declared).build());
    }

    /** The body of {@code /verify}. */
    public String body() {
        return body(permitted);
    }

    /** The body of {@code /settle} that takes so much. */
    public String body(BigInteger taken) {
        return request(taken, sign(digest())).toString();
    }

    /** The same, signed by somebody else. */
    public String forged() {
        return request(
                        permitted,
                        Hex.encode(SECP256K1
                                .sign(digest(), PrivateKey.generate(RANDOM))
                                .toBytes()))
                .toString();
    }

    private Bytes32 digest() {
        var draft = FacilitatorRequest.fromJson(request(permitted, "0x00"));
        var demand = Demand.of(draft, Purpose.VERIFY);
        var chosen = (Schemes.Choice.Chosen) SCHEMES.choose(demand.payload(), demand.requirements());
        var asked = (Check.Ask) chosen.scheme().check(demand, 1);
        return ((Permit2Payment) asked.question().payment()).digest();
    }

    private String sign(Bytes32 digest) {
        return Hex.encode(SECP256K1.sign(digest, key).toBytes());
    }

    private JsonObject request(BigInteger taken, String signature) {
        boolean metered = scheme.equals("upto");
        JsonObject accepted = JsonObject.builder()
                .put("scheme", scheme)
                .put("network", "eip155:84532")
                .put("amount", permitted.toString())
                .put("asset", Offer.TOKEN)
                .put("payTo", payee)
                .put("maxTimeoutSeconds", 300)
                .put(
                        "extra",
                        JsonObject.parse("{\"name\":\"USDC\",\"version\":\"2\",\"assetTransferMethod\":\"permit2\"}"))
                .build();
        JsonObject permit = JsonObject.builder()
                .put("from", payer().toString())
                .put(
                        "permitted",
                        JsonObject.builder()
                                .put("token", Offer.TOKEN)
                                .put("amount", permitted.toString())
                                .build())
                .put("spender", (metered ? Chain.UPTO_PROXY : Chain.EXACT_PROXY).toString())
                .put("nonce", nonce.toString())
                .put("deadline", "4000000000")
                .put(
                        "witness",
                        JsonObject.builder()
                                .put("to", payee)
                                .putText(
                                        "facilitator", metered ? Optional.of(FACILITATOR.toString()) : Optional.empty())
                                .put("validAfter", "0")
                                .build())
                .build();
        JsonObject payload = JsonObject.builder()
                .put("signature", signature)
                .put("permit2Authorization", permit)
                .build();
        return JsonObject.builder()
                .put("x402Version", 2)
                .put(
                        "paymentPayload",
                        JsonObject.builder()
                                .put("x402Version", 2)
                                .put("payload", payload)
                                .put("accepted", accepted)
                                .put("extensions", extensions)
                                .build())
                .put(
                        "paymentRequirements",
                        accepted.toBuilder().put("amount", taken.toString()).build())
                .build();
    }

    /** An {@code exact} payment by a wallet that a factory's call is to make (ERC-6492). */
    public static Offer undeployed(Address factory, Address wallet, Offer owner, String creation) {
        Offer offer = owner.by(wallet);
        String inner = offer.signature().substring(2);
        String wrapped = factory.toWord()
                + number(96)
                + number(128 + padded(creation).length() / 2)
                + number(creation.length() / 2)
                + padded(creation)
                + number(inner.length() / 2)
                + padded(inner)
                + "6492".repeat(16);
        return offer.withSignature(wrapped);
    }

    /** The call by which the factory makes an owner's first wallet. */
    public static String creation(Address owner) {
        return Keccak256.hash("createWallet(address,uint256)").toString().substring(2, 10)
                + owner.toWord().toString().substring(2)
                + Bytes32.of(BigInteger.ONE).toString().substring(2);
    }

    private static String number(int number) {
        return Bytes32.of(BigInteger.valueOf(number)).toString().substring(2);
    }

    private static String padded(String hex) {
        return hex + "0".repeat((64 - hex.length() % 64) % 64);
    }

    private static BigInteger word() {
        return new BigInteger(256, RANDOM);
    }
}
