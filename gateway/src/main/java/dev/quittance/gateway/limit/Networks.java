package dev.quittance.gateway.limit;

import dev.quittance.protocol.MalformedException;
import io.netty.util.NetUtil;
import java.util.List;
import java.util.Optional;

/** A list of networks, such as {@code 10.0.0.0/8} or {@code 2001:db8::/32}; an address alone is a network of one. */
final class Networks {
    private final List<Network> networks;

    private Networks(List<Network> networks) {
        this.networks = networks;
    }

    @SuppressWarnings("ArrayRecordComponent") // Read, never compared.
    private record Network(byte[] address, int bits) {
        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit += Byte.SIZE) {
                int mask = bits - bit >= Byte.SIZE ? 0xff : 0xff << (Byte.SIZE - (bits - bit));
                int at = bit / Byte.SIZE;
                if (((address[at] ^ other[at]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * Reads a list.
     *
     * @throws MalformedException when an entry is no network, with its text: networks are no secrets
     */
    static Networks parse(List<String> texts) {
        return new Networks(texts.stream().map(Networks::network).toList());
    }

    private static Network network(String text) {
        String[] parts = text.strip().split("/", -1);
        var address = Optional.ofNullable(NetUtil.createByteArrayFromIpAddressString(parts[0]))
                .map(ClientAddress::unmapped)
                .orElseThrow(() -> malformed(text));
        int most = address.length * Byte.SIZE;
        if (parts.length == 1) {
            return new Network(address, most);
        }
        try {
            int bits = Integer.parseInt(parts[1]);
            if (parts.length > 2 || bits < 0 || bits > most) {
                throw malformed(text);
            }
            return new Network(address, bits);
        } catch (NumberFormatException e) {
            throw malformed(text);
        }
    }

    private static MalformedException malformed(String text) {
        return new MalformedException("'" + text + "' is no network such as 10.0.0.0/8");
    }

    boolean isEmpty() {
        return networks.isEmpty();
    }

    /** Whether an address as text is in one of them; what is no address is in none. */
    boolean contain(String address) {
        byte[] bytes = networks.isEmpty() ? null : NetUtil.createByteArrayFromIpAddressString(address);
        return bytes != null && contain(bytes);
    }

    boolean contain(byte[] address) {
        if (networks.isEmpty() || address.length == 0) {
            return false;
        }
        byte[] plain = ClientAddress.unmapped(address);
        return networks.stream().anyMatch(network -> network.contains(plain));
    }
}
