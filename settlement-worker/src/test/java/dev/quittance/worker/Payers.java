package dev.quittance.worker;

import dev.quittance.devstack.Chain;
import dev.quittance.evm.Bytes;
import dev.quittance.evm.registry.Asset;
import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.transaction.Eip1559Transaction;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.Keccak256;
import dev.quittance.protocol.eip712.Eip712Domain;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.schemes.Schemes;
import dev.quittance.schemes.payment.Check;
import dev.quittance.schemes.payment.Demand;
import dev.quittance.schemes.payment.Demand.Purpose;
import dev.quittance.schemes.payment.Payment;
import dev.quittance.schemes.permit2.Permit2Payment;
import dev.quittance.worker.Transfers.Paid;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Payers of every kind, each new, each with money. */
final class Payers {
    static final Registry REGISTRY = registry();

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final BigInteger MAX = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
    private static final Asset ASSET =
            REGISTRY.asset(Chain.CHAIN_ID, Chain.TOKEN).orElseThrow();

    private Payers() {}

    private static Registry registry() {
        Registry all = Registry.builtIn();
        return new Registry(
                all.chains().stream()
                        .map(chain -> chain.withWalletFactories(Set.of(Chain.WALLET_FACTORY)))
                        .toList(),
                all.assets());
    }

    /** Who approved Permit2 before. */
    static PrivateKey approved() {
        PrivateKey key = rich();
        send(
                FakeSigner.CURVE.address(key),
                Chain.TOKEN,
                "0x095ea7b3"
                        + Chain.PERMIT2.toWord().toString().substring(2)
                        + Bytes32.of(MAX).toString().substring(2));
        return key;
    }

    /** Somebody else puts the payment on chain; returns the transaction's hash. */
    static String sendAsStranger(Paid paid) {
        var call = paid.payment().settlement().calls().getFirst();
        return send(Transfers.randomAddress(), call.to(), call.data().hex());
    }

    /** The payer has Permit2 forget the nonce. */
    static void cancel(Paid paid) {
        BigInteger[] wordAndBit =
                paid.payment().terms().nonce().toUnsigned().divideAndRemainder(BigInteger.valueOf(256));
        String data = Keccak256.hash("invalidateUnorderedNonces(uint256,uint256)")
                        .toString()
                        .substring(0, 10)
                + Bytes32.of(wordAndBit[0]).toString().substring(2)
                + Bytes32.of(BigInteger.ONE.shiftLeft(wordAndBit[1].intValueExact()))
                        .toString()
                        .substring(2);
        send(paid.payment().terms().payer(), Chain.PERMIT2, data);
    }

    private static String send(Address from, Address to, String data) {
        Chain.shared().rpc("anvil_setBalance", from.toString(), "0xde0b6b3a7640000");
        Chain.shared().rpc("anvil_impersonateAccount", from.toString());
        return Chain.shared()
                .rpc("eth_sendTransaction", Map.of("from", from.toString(), "to", to.toString(), "data", data))
                .asText();
    }

    /** Who has money, and approved nobody. */
    static PrivateKey rich() {
        PrivateKey key = PrivateKey.generate(RANDOM);
        Chain.shared().mint(FakeSigner.CURVE.address(key), Transfers.PRICE);
        return key;
    }

    /** Pays {@code exact} through Permit2. */
    static Paid exact(PrivateKey key) {
        return permit2("exact", key, Chain.EXACT_PROXY, Optional.empty(), Transfers.PRICE, JsonObject.EMPTY);
    }

    /** Pays {@code exact} through Permit2, and lets the token approve it by signature. */
    static Paid sponsored(PrivateKey key) {
        JsonObject info = JsonObject.builder()
                .put("from", FakeSigner.CURVE.address(key).toString())
                .put("asset", Chain.TOKEN.toString())
                .put("spender", Chain.PERMIT2.toString())
                .put("amount", Transfers.PRICE.toString())
                .put("nonce", "0")
                .put("deadline", MAX.toString())
                .put("signature", allowance(key))
                .put("version", "1")
                .build();
        return permit2(
                "exact",
                key,
                Chain.EXACT_PROXY,
                Optional.empty(),
                Transfers.PRICE,
                JsonObject.builder()
                        .put(
                                "eip2612GasSponsoring",
                                JsonObject.builder().put("info", info).build())
                        .build());
    }

    /** Pays {@code exact} through Permit2, and brings the transaction that approves it, and the gas for it. */
    static Paid approving(PrivateKey key, long nonce) {
        Address payer = FakeSigner.CURVE.address(key);
        Chain.shared().rpc("anvil_setBalance", payer.toString(), "0xde0b6b3a7640000");
        return approving(key, nonce, BigInteger.TEN.pow(11));
    }

    /** The same by somebody who has no gas, and is granted some. */
    static Paid penniless(PrivateKey key, BigInteger feePerGas, BigInteger granted) {
        Paid paid = approving(key, 0, feePerGas);
        Payment payment = paid.payment();
        String extension = "erc20ApprovalGasSponsoring";
        JsonObject approval = payment.extra().object(extension).toBuilder()
                .put("granted", granted.toString())
                .build();
        JsonObject extra = payment.extra().toBuilder().put(extension, approval).build();
        return new Paid(
                paid.paymentId(),
                new Schemes(REGISTRY, FakeSigner.CURVE)
                        .payment(payment.kind(), payment.asset(), payment.terms(), payment.signature(), extra));
    }

    private static Paid approving(PrivateKey key, long nonce, BigInteger feePerGas) {
        Address payer = FakeSigner.CURVE.address(key);
        Bytes raw = new Eip1559Transaction(
                        Chain.CHAIN_ID,
                        BigInteger.valueOf(nonce),
                        BigInteger.ONE,
                        feePerGas,
                        70_000,
                        Chain.TOKEN,
                        BigInteger.ZERO,
                        Bytes.parse("0x095ea7b3"
                                + Chain.PERMIT2.toWord().toString().substring(2)
                                + Bytes32.of(MAX).toString().substring(2)))
                .sign(FakeSigner.CURVE, key)
                .raw();
        JsonObject info = JsonObject.builder()
                .put("from", payer.toString())
                .put("asset", Chain.TOKEN.toString())
                .put("spender", Chain.PERMIT2.toString())
                .put("amount", MAX.toString())
                .put("signedTransaction", raw.hex())
                .put("version", "1")
                .build();
        return permit2(
                "exact",
                key,
                Chain.EXACT_PROXY,
                Optional.empty(),
                Transfers.PRICE,
                JsonObject.builder()
                        .put(
                                "erc20ApprovalGasSponsoring",
                                JsonObject.builder().put("info", info).build())
                        .build());
    }

    /** The payer uses a nonce for something else. */
    static void useNonce(PrivateKey key) {
        Address payer = FakeSigner.CURVE.address(key);
        send(payer, payer, "0x");
    }

    /** Lets this facilitator take what a meter says. */
    static Paid upto(PrivateKey key, Address facilitator, BigInteger taken) {
        return permit2("upto", key, Chain.UPTO_PROXY, Optional.of(facilitator), taken, JsonObject.EMPTY);
    }

    /** Pays {@code exact} from a wallet that the factory is yet to make. */
    static Paid undeployed() {
        PrivateKey owner = PrivateKey.generate(RANDOM);
        Address ownerAddress = FakeSigner.CURVE.address(owner);
        Address wallet = Chain.shared().walletOf(ownerAddress, BigInteger.ONE);
        Chain.shared().mint(wallet, Transfers.PRICE);
        var authorization = new TransferAuthorization(
                wallet,
                Transfers.randomAddress(),
                Transfers.PRICE,
                BigInteger.ZERO,
                BigInteger.valueOf(Transfers.chainTime() + 3_600),
                word());
        Bytes32 digest = authorization.digest(
                new Eip712Domain(ASSET.eip712Name(), ASSET.eip712Version(), ASSET.chainId(), ASSET.address()));
        byte[] inner = FakeSigner.CURVE.sign(digest, owner).toBytes();
        String creation =
                Keccak256.hash("createWallet(address,uint256)").toString().substring(2, 10)
                        + ownerAddress.toWord().toString().substring(2)
                        + Bytes32.of(BigInteger.ONE).toString().substring(2);
        JsonObject payload = JsonObject.builder()
                .put("authorization", authorization.toJson())
                .put("signature", wrapped(Chain.WALLET_FACTORY, creation, Hex.encode(inner)))
                .build();
        return paid("exact", payload, authorization.to(), Transfers.PRICE, Transfers.PRICE, JsonObject.EMPTY, Set.of());
    }

    /** ERC-6492: factory, its call and the signature, and the magic word behind. */
    private static String wrapped(Address factory, String creation, String signature) {
        String inner = signature.substring(2);
        return factory.toWord()
                + number(96)
                + number(96 + 32 + padded(creation).length() / 2)
                + number(creation.length() / 2)
                + padded(creation)
                + number(inner.length() / 2)
                + padded(inner)
                + "6492".repeat(16);
    }

    private static String number(int number) {
        return Bytes32.of(BigInteger.valueOf(number)).toString().substring(2);
    }

    private static String padded(String hex) {
        return hex + "0".repeat((64 - hex.length() % 64) % 64);
    }

    private static Paid permit2(
            String scheme,
            PrivateKey key,
            Address spender,
            Optional<Address> facilitator,
            BigInteger taken,
            JsonObject extensions) {
        Address payee = Transfers.randomAddress();
        JsonObject permit = JsonObject.builder()
                .put("from", FakeSigner.CURVE.address(key).toString())
                .put(
                        "permitted",
                        JsonObject.builder()
                                .put("token", Chain.TOKEN.toString())
                                .put("amount", Transfers.PRICE.toString())
                                .build())
                .put("spender", spender.toString())
                .put("nonce", word().toUnsigned().toString())
                .put("deadline", Long.toString(Transfers.chainTime() + 3_600))
                .put(
                        "witness",
                        JsonObject.builder()
                                .put("to", payee.toString())
                                .putText("facilitator", facilitator.map(Address::toString))
                                .put("validAfter", "0")
                                .build())
                .build();
        Set<Address> senders = facilitator.map(Set::of).orElse(Set.of());
        JsonObject unsigned = JsonObject.builder()
                .put("permit2Authorization", permit)
                .put("signature", "0x00")
                .build();
        var drafted = (Permit2Payment) paid(scheme, unsigned, payee, Transfers.PRICE, taken, extensions, senders)
                .payment();
        String signature =
                Hex.encode(FakeSigner.CURVE.sign(drafted.digest(), key).toBytes());
        return paid(
                scheme,
                unsigned.toBuilder().put("signature", signature).build(),
                payee,
                Transfers.PRICE,
                taken,
                extensions,
                senders);
    }

    /** What the facilitator makes of the payment. */
    private static Paid paid(
            String scheme,
            JsonObject payload,
            Address payee,
            BigInteger offered,
            BigInteger taken,
            JsonObject extensions,
            Set<Address> senders) {
        JsonObject accepted = JsonObject.builder()
                .put("scheme", scheme)
                .put("network", "eip155:" + Chain.CHAIN_ID)
                .put("amount", offered.toString())
                .put("asset", Chain.TOKEN.toString())
                .put("payTo", payee.toString())
                .put("maxTimeoutSeconds", 300)
                .put("extra", JsonObject.parse("{\"name\":\"USDC\",\"version\":\"2\"}"))
                .build();
        var request = FacilitatorRequest.fromJson(JsonObject.builder()
                .put("x402Version", 2)
                .put(
                        "paymentPayload",
                        JsonObject.builder()
                                .put("x402Version", 2)
                                .put("accepted", accepted)
                                .put("payload", payload)
                                .put("extensions", extensions)
                                .build())
                .put(
                        "paymentRequirements",
                        accepted.toBuilder().put("amount", taken.toString()).build())
                .build());
        var schemes = new Schemes(REGISTRY, FakeSigner.CURVE, senders, BigInteger.ZERO);
        var chosen = (Schemes.Choice.Chosen) schemes.choose(request.paymentPayload(), request.paymentRequirements());
        var check = chosen.scheme().check(Demand.of(request, Purpose.SETTLE), Transfers.chainTime());
        Payment payment = ((Check.Ask) check).question().payment();
        return new Paid(UUID.randomUUID(), payment);
    }

    private static String allowance(PrivateKey key) {
        Bytes32 type =
                Keccak256.hash("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        List<Bytes32> words = List.of(
                type,
                FakeSigner.CURVE.address(key).toWord(),
                Chain.PERMIT2.toWord(),
                Bytes32.of(Transfers.PRICE),
                Bytes32.of(BigInteger.ZERO),
                Bytes32.of(MAX));
        Bytes32 struct = Keccak256.hash(words.stream().map(Bytes32::toByteArray).toArray(byte[][]::new));
        Bytes32 digest = new Eip712Domain(ASSET.eip712Name(), ASSET.eip712Version(), ASSET.chainId(), ASSET.address())
                .digest(struct);
        return Hex.encode(FakeSigner.CURVE.sign(digest, key).toBytes());
    }

    private static Bytes32 word() {
        byte[] bytes = new byte[Bytes32.LENGTH];
        RANDOM.nextBytes(bytes);
        return new Bytes32(bytes);
    }
}
