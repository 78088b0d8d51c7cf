package dev.quittance.gateway.proxy;

import dev.quittance.protocol.Bytes32;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * A request body that is hashed as it flows. One chunk is held back until the hash of all is known: a receiver that counts
 * bytes never gets the last ones of a body that is not what was declared, so it cannot take it for complete.
 */
public final class DigestedStream implements ReadStream<Buffer> {
    private final HttpServerRequest source;
    private final Bytes32 declared;
    private final long bytesMax;
    private final MessageDigest digest;

    private @Nullable Buffer held;
    private @Nullable Handler<Buffer> receiver;
    private @Nullable Handler<Throwable> failed;
    private long bytes;
    private boolean asked;
    private boolean refused;

    DigestedStream(HttpServerRequest source, Bytes32 declared, long bytesMax) {
        this.source = source;
        this.declared = declared;
        this.bytesMax = bytesMax;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The body that flowed is not the one that was declared, or is longer than allowed. */
    public static final class DigestMismatchException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        DigestMismatchException() {
            super("the body is not what Content-Digest declares", null, false, false);
        }
    }

    @Override
    public DigestedStream handler(@Nullable Handler<Buffer> handler) {
        receiver = handler;
        source.handler(handler == null ? null : this::take);
        return this;
    }

    @Override
    public DigestedStream endHandler(@Nullable Handler<Void> handler) {
        source.endHandler(handler == null ? null : _ -> finish(handler));
        return this;
    }

    @Override
    public DigestedStream exceptionHandler(@Nullable Handler<Throwable> handler) {
        failed = handler;
        source.exceptionHandler(handler);
        return this;
    }

    @Override
    public DigestedStream pause() {
        source.pause();
        return this;
    }

    @Override
    public DigestedStream resume() {
        ask();
        source.resume();
        return this;
    }

    @Override
    public DigestedStream fetch(long amount) {
        ask();
        source.fetch(amount);
        return this;
    }

    private void ask() {
        if (!asked) {
            Framing.askForBody(source);
        }
        asked = true;
    }

    private void take(Buffer chunk) {
        if (refused) {
            return;
        }
        bytes += chunk.length();
        if (bytes > bytesMax) {
            refuse();
            return;
        }
        digest.update(chunk.getBytes());
        var ready = held;
        held = chunk;
        if (ready == null) {
            source.fetch(1);
        } else {
            pass(ready);
        }
    }

    private void finish(Handler<Void> ended) {
        if (refused) {
            return;
        }
        if (!declared.equals(new Bytes32(digest.digest()))) {
            refuse();
            return;
        }
        if (held != null) {
            pass(held);
        }
        ended.handle(null);
    }

    private void pass(Buffer chunk) {
        if (receiver != null) {
            receiver.handle(chunk);
        }
    }

    private void refuse() {
        refused = true;
        if (failed != null) {
            failed.handle(new DigestMismatchException());
        }
    }
}
