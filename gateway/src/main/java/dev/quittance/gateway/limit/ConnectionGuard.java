package dev.quittance.gateway.limit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches one connection for clients that send too slowly on purpose: bytes that trickle keep it from being idle, but complete no
 * head. All of it runs on the connection's event loop, and one timer looks at it now and then.
 */
final class ConnectionGuard extends ChannelInboundHandlerAdapter {
    private static final long NEVER = Long.MAX_VALUE;
    private static final int SLOW_MAX = 3;

    private final Patience patience;
    private final Consumer<Limit> counter;

    private long headBy = NEVER;
    private long bytes;
    private int slow;
    private int running;
    private @Nullable HttpServerRequest request;
    private @Nullable ScheduledFuture<?> timer;

    /**
     * How long is waited for a client, in nanoseconds.
     *
     * @param head for the first head
     * @param pause from an answer to the next head
     * @param bodyBytesMin what a body brings within the time for a head; 0 when that is not looked at
     */
    record Patience(long head, long pause, long bodyBytesMin) {}

    ConnectionGuard(Patience patience, Consumer<Limit> counter) {
        this.patience = patience;
        this.counter = counter;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        headBy = System.nanoTime() + patience.head();
        timer = context.executor()
                .scheduleWithFixedDelay(() -> look(context), patience.head(), patience.head(), TimeUnit.NANOSECONDS);
        super.channelActive(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        Optional.ofNullable(timer).ifPresent(running -> running.cancel(false));
        super.channelInactive(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof ByteBuf buffer) {
            bytes += buffer.readableBytes();
        }
        super.channelRead(context, message);
    }

    /** The whole head of a request is here. */
    void began(HttpServerRequest begun) {
        headBy = NEVER;
        running++;
        slow = 0;
        request = begun;
    }

    /** Its answer is out, or never will be. */
    void ended() {
        running--;
        if (running > 0 || request == null) {
            return;
        }
        if (request.version() != HttpVersion.HTTP_2) {
            headBy = System.nanoTime() + patience.pause();
        }
        // Thousands of idle connections would each keep all of a request and its answer in memory.
        request = null;
    }

    /** What comes on this connection is not for this guard. */
    void release() {
        headBy = NEVER;
        request = null;
        Optional.ofNullable(timer).ifPresent(running -> running.cancel(false));
    }

    private void look(ChannelHandlerContext context) {
        if (System.nanoTime() - headBy > 0 && headBy != NEVER) {
            end(context, Limit.SLOW_HEAD);
            return;
        }
        boolean trickles = bytes > 0 && bytes < patience.bodyBytesMin();
        boolean expected = running > 0
                && request != null
                && !request.isEnded()
                && context.channel().config().isAutoRead();
        slow = expected && (trickles || bytes == 0) ? slow + (trickles ? 1 : 0) : 0;
        bytes = 0;
        if (slow >= SLOW_MAX) {
            end(context, Limit.SLOW_BODY);
        }
    }

    private void end(ChannelHandlerContext context, Limit limit) {
        counter.accept(limit);
        var _ = context.close();
    }
}
