package dev.quittance.gateway.quota;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.Arrays;
import java.util.Optional;

/** Whom a quota counts as one client: an IPv4 address, or an IPv6 network of /64, which is what one customer gets (RFC 6177). */
final class QuotaClient {
    private static final int NETWORK_BYTES = 8;
    private static final int SIX_BYTES = 16;

    private QuotaClient() {}

    /** Who is connected. */
    static String of(HttpServerRequest request) {
        return Optional.ofNullable(request.remoteAddress())
                .map(SocketAddress::hostAddress)
                .map(QuotaClient::of)
                .orElse("unknown");
    }

    static String of(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null || bytes.length != SIX_BYTES) {
            return address;
        }
        Arrays.fill(bytes, NETWORK_BYTES, SIX_BYTES, (byte) 0);
        return NetUtil.bytesToIpAddress(bytes) + "/64";
    }
}
