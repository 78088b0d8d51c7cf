package dev.quittance.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.protocol.MalformedException;
import io.netty.util.NetUtil;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworksTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "10.0.0.0/8, ::ffff:10.1.2.3, true",
        "192.0.2.64/26, 192.0.2.127, true",
        "192.0.2.64/26, 192.0.2.128, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.8, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "0.0.0.0/0, 2001:db8::1, false",
        "0.0.0.0/0, localhost, false",
        "::/0, 192.0.2.1, false"
    })
    void containsWhatIsInTheNetwork(String network, String address, boolean expected) {
        // Given / When / Then
        assertThat(Networks.parse(List.of(network)).contain(address)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "proxy.example",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/8/8",
                "10.0.0/8",
                "::/129",
                "10.0.0.0/x"
            })
    void refusesWhatIsNoNetwork(String text) {
        // Given / When / Then
        assertThatThrownBy(() -> Networks.parse(List.of(text)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("is no network");
    }

    @Test
    void countsAnIpv6CustomerAsOneClient() {
        // Given / When / Then
        assertThat(client("2001:db8:1:2::1")).isEqualTo(client("2001:db8:1:2:ffff::9"));
        assertThat(client("2001:db8:1:2::1")).isNotEqualTo(client("2001:db8:1:3::1"));
        assertThat(client("::ffff:192.0.2.1")).isEqualTo(client("192.0.2.1"));
        assertThat(client("192.0.2.1")).hasToString("192.0.2.1");
        assertThat(client("2001:db8:1:2::1").toString()).endsWith("/64");
        assertThat(ClientAddress.of(new byte[0])).isEqualTo(ClientAddress.UNKNOWN);
    }

    private static ClientAddress client(String text) {
        return ClientAddress.of(NetUtil.createByteArrayFromIpAddressString(text));
    }
}
