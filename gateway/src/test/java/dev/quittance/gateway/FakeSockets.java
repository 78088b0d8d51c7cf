package dev.quittance.gateway;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** An upstream of WebSockets, which says everything twice. */
final class FakeSockets implements AutoCloseable {
    static {
        // The gateway's framework switches them off for the whole process, before or after this.
        System.setProperty("vertx.disableWebsockets", "false");
    }

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final List<ServerWebSocket> open = new CopyOnWriteArrayList<>();

    FakeSockets() {
        server = vertx.createHttpServer().webSocketHandler(socket -> {
            open.add(socket);
            socket.closeHandler(_ -> open.remove(socket));
            socket.textMessageHandler(text -> socket.writeTextMessage(text + text));
        });
        server.listen(0, "localhost").toCompletionStage().toCompletableFuture().join();
    }

    String url() {
        return "http://localhost:" + server.actualPort();
    }

    List<ServerWebSocket> open() {
        return open;
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
