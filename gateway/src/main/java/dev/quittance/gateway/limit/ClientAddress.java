package dev.quittance.gateway.limit;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;

/**
 * Whom limits count as one client: an IPv4 address, or an IPv6 network of /64, because that is what one customer gets (RFC 6177).
 *
 * @param network the address of 32 bits, or the upper 64 bits
 * @param six whether it is IPv6
 */
public record ClientAddress(long network, boolean six) {
    static final ClientAddress UNKNOWN = new ClientAddress(0, false);
    private static final int FOUR_BYTES = 4;
    private static final int MAPPED_AT = 10;
    private static final int MAPPED_MARK = 0xffff;

    /**
     * The client of a request that came through the {@link Door}: what trusted proxies say of it, else who is connected.
     */
    public static ClientAddress of(HttpServerRequest request) {
        return of(Forwarding.address(request));
    }

    /** The client at an address; one for all of whom none is known. */
    static ClientAddress of(byte[] address) {
        if (address.length == 0) {
            return UNKNOWN;
        }
        byte[] plain = unmapped(address);
        var bytes = ByteBuffer.wrap(plain);
        return plain.length == FOUR_BYTES
                ? new ClientAddress(Integer.toUnsignedLong(bytes.getInt()), false)
                : new ClientAddress(bytes.getLong(), true);
    }

    /** An IPv4 address that was written as IPv6 (RFC 4291 §2.5.5.2) is the IPv4 address. */
    static byte[] unmapped(byte[] address) {
        if (address.length == FOUR_BYTES) {
            return address;
        }
        var bytes = ByteBuffer.wrap(address);
        boolean mapped = bytes.getLong(0) == 0
                && bytes.getShort(Long.BYTES) == 0
                && Short.toUnsignedInt(bytes.getShort(MAPPED_AT)) == MAPPED_MARK;
        if (!mapped) {
            return address;
        }
        byte[] four = new byte[FOUR_BYTES];
        bytes.get(address.length - FOUR_BYTES, four);
        return four;
    }

    @Override
    public String toString() {
        byte[] bytes = six
                ? ByteBuffer.allocate(2 * Long.BYTES).putLong(network).array()
                : ByteBuffer.allocate(FOUR_BYTES).putInt((int) network).array();
        return NetUtil.bytesToIpAddress(bytes) + (six ? "/64" : "");
    }
}
