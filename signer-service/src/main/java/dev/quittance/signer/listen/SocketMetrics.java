package dev.quittance.signer.listen;

import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** A socket has no port to be counted under, and a meter has one set of labels: connections are counted without it. */
final class SocketMetrics {
    private SocketMetrics() {}

    @Produces
    @Singleton
    static MeterFilter withoutPort() {
        return MeterFilter.ignoreTags("server.port");
    }
}
