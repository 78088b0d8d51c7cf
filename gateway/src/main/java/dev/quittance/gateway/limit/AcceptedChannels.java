package dev.quittance.gateway.limit;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Netty's way to see a connection before HTTP does; Vert.x has none. Netty makes the instance itself, so what it works for is
 * held statically.
 */
public final class AcceptedChannels extends ChannelInitializerExtension {
    private static final AtomicReference<Connections> CONNECTIONS = new AtomicReference<>();

    /** Netty asks for extensions only where it is told to; it is told before the first connection of any kind. */
    static void watch() {
        System.setProperty(EXTENSIONS_SYSTEM_PROPERTY, "serviceload");
    }

    static void handTo(Connections connections) {
        CONNECTIONS.set(connections);
    }

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        var connections = CONNECTIONS.get();
        if (connections != null) {
            connections.accept(channel);
        }
    }
}
