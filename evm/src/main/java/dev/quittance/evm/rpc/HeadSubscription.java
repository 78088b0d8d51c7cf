package dev.quittance.evm.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Hears of new blocks over a WebSocket ({@code eth_subscribe newHeads}). What it hears is only a reason to look: nothing of a
 * message is believed. A socket that ends or stays silent is replaced, at the next address in turn, after a growing pause.
 */
public final class HeadSubscription implements AutoCloseable {
    private static final Set<String> SCHEMES = Set.of("ws", "wss");
    private static final String SUBSCRIBE =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_subscribe\",\"params\":[\"newHeads\"]}";

    /**
     * Bounds.
     *
     * @param connectTimeout to open a socket and to be confirmed
     * @param silenceMax how long no block may come before the socket counts as dead
     * @param pauseMin before the first new socket; doubled for each that fails, up to {@code pauseMax}
     * @param maxMessageChars of one message
     */
    public record Limits(
            Duration connectTimeout, Duration silenceMax, Duration pauseMin, Duration pauseMax, int maxMessageChars) {}

    private final HttpClient http;
    private final List<URI> urls;
    private final Limits limits;
    private final Runnable changed;
    private final Thread thread;
    private volatile boolean live;
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * Connects when started.
     *
     * @param urls addresses with scheme ws or wss, at least one
     * @param changed told of each new block, and when the subscription has ended; must not block
     */
    public HeadSubscription(HttpClient http, List<URI> urls, Limits limits, Runnable changed) {
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("a subscription needs an address");
        }
        if (!urls.stream().map(HeadSubscription::scheme).allMatch(SCHEMES::contains)) {
            throw new IllegalArgumentException("a subscription's address begins with ws or wss");
        }
        this.http = http;
        this.urls = List.copyOf(urls);
        this.limits = limits;
        this.changed = changed;
        this.thread = Thread.ofVirtual().name("head-subscription").unstarted(this::run);
    }

    private static String scheme(URI url) {
        return Optional.ofNullable(url.getScheme()).orElse("");
    }

    public void start() {
        thread.start();
    }

    /** Whether new blocks are heard of; while false, they must be asked for. */
    public boolean isLive() {
        return live;
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        try {
            thread.join(limits.connectTimeout());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Duration pause = limits.pauseMin();
        int turn = 0;
        try {
            do {
                boolean heard = listen(urls.get(turn));
                live = false;
                changed.run();
                turn = (turn + 1) % urls.size();
                pause = heard ? limits.pauseMin() : longer(pause);
            } while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            live = false;
        }
    }

    private Duration longer(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(limits.pauseMax()) < 0 ? doubled : limits.pauseMax();
    }

    /** Listens to one socket as long as it speaks; says whether it ever told of a block. */
    private boolean listen(URI url) throws InterruptedException {
        var messages = new Messages(limits.maxMessageChars());
        CompletableFuture<WebSocket> opening = http.newWebSocketBuilder()
                .connectTimeout(limits.connectTimeout())
                .buildAsync(url, messages);
        boolean heard = false;
        try {
            WebSocket socket = opening.get(limits.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
            try {
                socket.sendText(SUBSCRIBE, true).get(limits.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
                if (!isConfirmation(messages.next(socket, limits.connectTimeout()))) {
                    return false;
                }
                live = true;
                changed.run();
                while (isHead(messages.next(socket, limits.silenceMax()))) {
                    heard = true;
                    changed.run();
                }
            } finally {
                socket.abort();
            }
        } catch (ExecutionException | TimeoutException e) {
            // No socket, or a dead one: the next takes its turn, and meanwhile blocks are asked for.
            return heard;
        } finally {
            opening.cancel(true);
        }
        return heard;
    }

    private static boolean isConfirmation(String message) {
        return parse(message).path("result").isTextual();
    }

    private static boolean isHead(String message) {
        return parse(message).path("method").asText().equals("eth_subscription");
    }

    private static JsonNode parse(String message) {
        try {
            return Envelopes.JSON.readTree(message);
        } catch (IOException e) {
            return Envelopes.JSON.missingNode();
        }
    }

    /** Whole messages in order; an empty one stands for the end of the socket, or silence. */
    private static final class Messages implements WebSocket.Listener {
        private static final String END = "";

        private final int maxChars;
        private final LinkedBlockingQueue<String> whole = new LinkedBlockingQueue<>();
        private final StringBuilder part = new StringBuilder();

        Messages(int maxChars) {
            this.maxChars = maxChars;
        }

        /** The next message; only then may the one after it come. */
        String next(WebSocket socket, Duration patience) throws InterruptedException {
            String message = Optional.ofNullable(whole.poll(patience.toMillis(), TimeUnit.MILLISECONDS))
                    .orElse(END);
            socket.request(1);
            return message;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            part.append(data);
            if (part.length() > maxChars) {
                whole.add(END);
                socket.abort();
                return null;
            }
            if (last) {
                whole.add(part.toString());
                part.setLength(0);
            } else {
                socket.request(1);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            whole.add(END);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            whole.add(END);
        }
    }
}
