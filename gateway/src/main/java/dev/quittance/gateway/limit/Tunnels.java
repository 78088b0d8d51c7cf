package dev.quittance.gateway.limit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;

/**
 * Resets streams of HTTP/2 that ask for a tunnel (RFC 9113 §8.5). Such a request has no path, and the framework fails on it before
 * anybody could answer. The server's first frame tells when a connection speaks HTTP/2; it is written before any of the client's is
 * read.
 */
final class Tunnels extends ChannelOutboundHandlerAdapter {
    private static final String TLS = "ssl";
    /** The framework's handler of a connection that may yet change from HTTP/1.1 to HTTP/2. */
    private static final String UPGRADE = "h2c";

    private Tunnels() {}

    /** Watches a new connection, above TLS where there is any: below it, the first frame is seen too late. */
    static void refuse(Channel channel) {
        if (channel.pipeline().get(TLS) == null) {
            channel.pipeline().addFirst(new Tunnels());
        } else {
            channel.pipeline().addAfter(TLS, null, new Tunnels());
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        var http2 = context.pipeline().get(Http2ConnectionHandler.class);
        if (http2 != null) {
            Refusing.putBefore(http2);
        }
        boolean over = http2 != null || context.pipeline().get(UPGRADE) == null;
        var _ = context.write(message, promise);
        if (over) {
            context.pipeline().remove(this);
        }
    }

    private static final class Refusing extends Http2FrameListenerDecorator {
        private final Http2ConnectionHandler http2;

        Refusing(Http2ConnectionHandler http2, Http2FrameListener next) {
            super(next);
            this.http2 = http2;
        }

        static void putBefore(Http2ConnectionHandler http2) {
            var decoder = http2.decoder();
            decoder.frameListener(new Refusing(http2, decoder.frameListener()));
        }

        /** The framework puts another listener in the place of all when the client's settings come, its first frame. */
        @Override
        public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings) throws Http2Exception {
            super.onSettingsRead(context, settings);
            if (!(http2.decoder().frameListener() instanceof Refusing)) {
                putBefore(http2);
            }
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext context, int stream, Http2Headers headers, int padding, boolean end)
                throws Http2Exception {
            if (isTunnel(headers)) {
                reset(context, stream);
            } else {
                super.onHeadersRead(context, stream, headers, padding, end);
            }
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext context,
                int stream,
                Http2Headers headers,
                int dependency,
                short weight,
                boolean exclusive,
                int padding,
                boolean end)
                throws Http2Exception {
            if (isTunnel(headers)) {
                reset(context, stream);
            } else {
                super.onHeadersRead(context, stream, headers, dependency, weight, exclusive, padding, end);
            }
        }

        private static boolean isTunnel(Http2Headers headers) {
            return headers.method() != null && "CONNECT".contentEquals(headers.method());
        }

        private void reset(ChannelHandlerContext context, int stream) {
            var _ = http2.resetStream(context, stream, Http2Error.PROTOCOL_ERROR.code(), context.newPromise());
            context.flush();
        }
    }
}
