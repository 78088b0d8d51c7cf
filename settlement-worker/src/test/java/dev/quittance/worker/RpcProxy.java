package dev.quittance.worker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quittance.devstack.Chain;
import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Stands between the worker and the node, and fails on demand. */
final class RpcProxy implements AutoCloseable {
    /** What it does to requests. */
    enum Mode {
        PASS,
        DOWN,
        /** Transactions do not reach the node. */
        SEND_LOST,
        /** Transactions reach the node; its answer is lost. */
        ANSWER_LOST,
        /** The newest block is always the one that was newest before. */
        STALE_HEAD,
        /** The safe block is the first of all, and so behind the final one. */
        SAFE_BEHIND_FINAL,
        /** Blocks have no receipts. */
        NO_RECEIPTS,
        /** The same chain, of which every block has another hash. */
        OTHER_FORK,
        /** Another chain, of which every block is another. */
        OTHER_CHAIN
    }

    private static final Pattern ASKED_BLOCK =
            Pattern.compile("(eth_getBlockByHash\",\"params\":\\[\"0x|\"blockHash\":\"0x)([0-9a-f])");
    private static final Pattern ANSWERED_BLOCK = Pattern.compile("(\"(?:hash|parentHash|blockHash)\":\"0x)([0-9a-f])");

    private final HttpServer server;
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger sends = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile String staleHead = "0x0";
    private volatile Mode mode = Mode.PASS;

    RpcProxy() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::forward);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void mode(Mode now) {
        mode = now;
    }

    /** Requests with transactions that the worker made, whatever became of them. */
    int sends() {
        return sends.get();
    }

    /** All requests, whatever became of them. */
    int requests() {
        return requests.get();
    }

    private void forward(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        requests.incrementAndGet();
        boolean send = new String(body, StandardCharsets.UTF_8).contains("eth_sendRawTransaction");
        if (send) {
            sends.incrementAndGet();
        }
        Mode now = mode;
        if (now == Mode.DOWN || (send && now == Mode.SEND_LOST)) {
            FakeSigner.answer(exchange, 503, JsonObject.EMPTY);
            return;
        }
        byte[] answer = distort(now, body);
        if (send && now == Mode.ANSWER_LOST) {
            FakeSigner.answer(exchange, 503, JsonObject.EMPTY);
            return;
        }
        exchange.sendResponseHeaders(200, answer.length);
        try (exchange;
                var out = exchange.getResponseBody()) {
            out.write(answer);
        }
    }

    private byte[] distort(Mode now, byte[] body) throws IOException {
        String text = new String(body, StandardCharsets.UTF_8);
        return switch (now) {
            case PASS, DOWN, SEND_LOST, ANSWER_LOST -> ask(body);
            case STALE_HEAD -> {
                byte[] answer =
                        ask(text.replace("\"latest\"", '"' + staleHead + '"').getBytes(StandardCharsets.UTF_8));
                yield text.contains("eth_blockNumber") ? withStaleHeight(answer) : answer;
            }
            case SAFE_BEHIND_FINAL ->
                ask(text.replace("\"safe\"", "\"earliest\"").getBytes(StandardCharsets.UTF_8));
            case NO_RECEIPTS ->
                ask(text.replaceAll(
                                "(eth_getBlockReceipts\",\"params\":\\[\\{\"blockHash\":\"0x)[0-9a-f]{8}", "$1ffffffff")
                        .getBytes(StandardCharsets.UTF_8));
            case OTHER_FORK -> {
                byte[] asked = otherHashes(text, ASKED_BLOCK).getBytes(StandardCharsets.UTF_8);
                yield otherHashes(new String(ask(asked), StandardCharsets.UTF_8), ANSWERED_BLOCK)
                        .getBytes(StandardCharsets.UTF_8);
            }
            case OTHER_CHAIN ->
                new String(ask(body), StandardCharsets.UTF_8)
                        .replace("\"0x14a34\"", "\"0x1\"")
                        .replace("ash\":\"0x0", "ash\":\"0x1")
                        .replace("ash\":\"0x2", "ash\":\"0x3")
                        .replace("ash\":\"0x4", "ash\":\"0x5")
                        .replace("ash\":\"0x6", "ash\":\"0x7")
                        .replace("ash\":\"0x8", "ash\":\"0x9")
                        .replace("ash\":\"0xa", "ash\":\"0xb")
                        .replace("ash\":\"0xc", "ash\":\"0xd")
                        .replace("ash\":\"0xe", "ash\":\"0xf")
                        .getBytes(StandardCharsets.UTF_8);
        };
    }

    private byte[] withStaleHeight(byte[] answer) {
        return new String(answer, StandardCharsets.UTF_8)
                .replaceAll("\"result\":\"(?!0x14a34\")0x[0-9a-f]+\"", "\"result\":\"" + staleHead + '"')
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Turns each hash into another and back again. */
    private static String otherHashes(String text, Pattern hashes) {
        return hashes.matcher(text)
                .replaceAll(hash -> Matcher.quoteReplacement(
                        hash.group(1) + Integer.toHexString(Integer.parseInt(hash.group(2), 16) ^ 1)));
    }

    /** The block that {@link Mode#STALE_HEAD} shows. */
    void staleHead(long height) {
        staleHead = "0x" + Long.toHexString(height);
    }

    private byte[] ask(byte[] body) throws IOException {
        try {
            var request = HttpRequest.newBuilder(Chain.shared().rpcUrl())
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        http.close();
    }
}
