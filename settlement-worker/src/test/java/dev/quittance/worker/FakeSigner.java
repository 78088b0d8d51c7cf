package dev.quittance.worker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quittance.devstack.Chain;
import dev.quittance.evm.Bytes;
import dev.quittance.evm.abi.ContractCall;
import dev.quittance.evm.abi.Eip3009Token;
import dev.quittance.evm.abi.Multicall3;
import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.evm.transaction.Eip1559Transaction;
import dev.quittance.evm.transaction.SignedTransaction;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.schemes.Schemes;
import dev.quittance.schemes.payment.SettlementCall;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A signer with one relay account per lane: builds the transaction from the facts, as the real one does. */
final class FakeSigner implements AutoCloseable {
    /** How it behaves. */
    enum Mode {
        HONEST,
        DOWN,
        /** Signs, but its answer is lost. */
        ANSWER_LOST,
        /** Signs for more gas than was asked. */
        MORE_GAS,
        /** Signs with a key that is not the lane's. */
        OTHER_ACCOUNT
    }

    static final Secp256k1 CURVE = Secp256k1.create();

    private final HttpServer server;
    private final List<PrivateKey> keys;
    private final PrivateKey stranger = PrivateKey.generate(new SecureRandom());
    private final AtomicInteger signatures = new AtomicInteger();
    private volatile Mode mode = Mode.HONEST;
    private volatile String refusedLane = "";
    private volatile boolean refusesCancels;

    FakeSigner(int lanes) throws IOException {
        keys = new CopyOnWriteArrayList<>();
        for (int i = 0; i < lanes; i++) {
            keys.add(PrivateKey.generate(new SecureRandom()));
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/accounts", this::accounts);
        server.createContext("/v1/relay-transactions", this::relay);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Signs nothing for this lane from now on, save empty transactions if it {@code cancels}. */
    void refuse(Address lane, boolean cancels) {
        refusedLane = lane.toString();
        refusesCancels = !cancels;
    }

    void mode(Mode now) {
        mode = now;
    }

    /** Transactions signed since the start, repetitions included. */
    int signatures() {
        return signatures.get();
    }

    /** One more relay account, from now on. */
    Address add() {
        var key = PrivateKey.generate(new SecureRandom());
        keys.add(key);
        return CURVE.address(key);
    }

    /** An empty transaction of a lane to itself, signed behind the worker's back. */
    SignedTransaction empty(Address lane, long nonce, BigInteger fee) {
        var transaction = new Eip1559Transaction(
                Chain.CHAIN_ID, BigInteger.valueOf(nonce), fee, fee, 21_000, lane, BigInteger.ZERO, Bytes.EMPTY);
        return transaction.sign(CURVE, key(lane));
    }

    private PrivateKey key(Address lane) {
        return keys.stream()
                .filter(candidate -> CURVE.address(candidate).equals(lane))
                .findFirst()
                .orElseThrow();
    }

    List<Address> accounts() {
        return keys.stream().map(CURVE::address).toList();
    }

    private void accounts(HttpExchange exchange) throws IOException {
        if (mode == Mode.DOWN) {
            answer(exchange, 503, JsonObject.EMPTY);
            return;
        }
        var list = accounts().stream()
                .map(address -> JsonObject.builder()
                        .put("name", "relay")
                        .put("address", address.toString())
                        .put("kind", "relay")
                        .build())
                .toList();
        answer(exchange, 200, JsonObject.builder().putObjects("accounts", list).build());
    }

    private void relay(HttpExchange exchange) throws IOException {
        JsonObject facts = JsonObject.parse(exchange.getRequestBody().readAllBytes());
        if (mode == Mode.DOWN) {
            answer(exchange, 503, JsonObject.EMPTY);
            return;
        }
        if (facts.text("lane").equals(refusedLane)
                && (refusesCancels || !facts.names().contains("cancel"))) {
            answer(exchange, 403, JsonObject.builder().put("code", "forbidden").build());
            return;
        }
        SignedTransaction signed = sign(facts);
        signatures.incrementAndGet();
        if (mode == Mode.ANSWER_LOST) {
            answer(exchange, 500, JsonObject.EMPTY);
            return;
        }
        answer(
                exchange,
                200,
                JsonObject.builder()
                        .put("rawTransaction", signed.raw().hex())
                        .put("transactionHash", signed.hash().toString())
                        .build());
    }

    private SignedTransaction sign(JsonObject facts) {
        Address lane = Address.parse(facts.text("lane"));
        var transaction = new Eip1559Transaction(
                Long.parseLong(facts.text("network").substring("eip155:".length())),
                new BigInteger(facts.text("transactionNonce")),
                new BigInteger(facts.text("maxPriorityFeePerGas")),
                new BigInteger(facts.text("maxFeePerGas")),
                facts.longInteger("gasLimit") + (mode == Mode.MORE_GAS ? 1 : 0),
                to(facts, lane),
                facts.has("funding") ? new BigInteger(facts.object("funding").text("value")) : BigInteger.ZERO,
                facts.names().contains("cancel") || facts.has("funding")
                        ? Bytes.EMPTY
                        : call(facts).data());
        return transaction.sign(CURVE, mode == Mode.OTHER_ACCOUNT ? stranger : key(lane));
    }

    private static Address to(JsonObject facts, Address lane) {
        if (facts.names().contains("cancel")) {
            return lane;
        }
        return facts.has("funding")
                ? Address.parse(facts.object("funding").text("payer"))
                : call(facts).to();
    }

    private static ContractCall<?> call(JsonObject facts) {
        JsonObject first = facts.objects("transfers").getFirst();
        if (first.has("kind") || first.has("extra")) {
            var payment = new Schemes(Payers.REGISTRY, CURVE)
                    .read(
                            Payers.REGISTRY
                                    .asset(Chain.CHAIN_ID, Address.parse(first.text("asset")))
                                    .orElseThrow(),
                            first);
            return SettlementCall.together(
                    List.of(payment.settlement()), new Multicall3(Chain.shared().multicall()));
        }
        var calls =
                facts.objects("transfers").stream().map(FakeSigner::transfer).toList();
        return calls.size() == 1
                ? calls.getFirst()
                : new Multicall3(Chain.shared().multicall())
                        .aggregate3(calls.stream().map(Multicall3.Member::of).toList());
    }

    private static ContractCall<Bytes> transfer(JsonObject transfer) {
        var token = new Eip3009Token(Address.parse(transfer.text("asset")));
        var authorization = TransferAuthorization.fromJson(transfer.object("authorization"));
        byte[] signature = Hex.decode(transfer.text("signature"));
        return signature.length == Signature.LENGTH
                ? token.transferWithAuthorization(authorization, Signature.parse(signature))
                : token.transferWithAuthorization(authorization, Bytes.of(signature));
    }

    static void answer(HttpExchange exchange, int status, JsonObject body) throws IOException {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        try (exchange;
                var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
