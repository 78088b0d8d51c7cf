package dev.quittance.devstack;

import static dev.quittance.devstack.Calldata.word;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The interface that clients expect at the canonical address. */
class MulticallTest {
    private final Chain chain = Chain.shared();

    @Test
    void tellsTheChainAndBalances() {
        Address account = TestKey.of("multicall").address();
        chain.setEtherBalance(account, BigInteger.valueOf(77));

        assertThat(number(Calldata.call("getChainId()"))).isEqualTo(84532);
        assertThat(number(Calldata.call("getEthBalance(address)", account.toWord())))
                .isEqualTo(77);
        assertThat(number(Calldata.call("getBlockNumber()"))).isEqualTo(Chain.quantity(chain.rpc("eth_blockNumber")));
    }

    @Test
    void toleratesFailureOnlyWhereTheCallAllowsIt() {
        byte[] refused = Calldata.call("pause()");

        byte[] answer = call(aggregate3(true, refused));
        // One result: offset, length, offset, then its success flag.
        assertThat(new BigInteger(1, Arrays.copyOfRange(answer, 96, 128))).isZero();
        assertThatThrownBy(() -> call(aggregate3(false, refused)))
                .isInstanceOf(RpcException.class)
                .hasMessageContaining("Multicall3: call failed");
    }

    private byte[] aggregate3(boolean allowFailure, byte[] data) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(Calldata.call("aggregate3((address,bool,bytes)[])", word(32), word(1), word(32)));
        out.writeBytes(Calldata.words(chain.token().toWord(), word(allowFailure ? 1 : 0), word(3L * Bytes32.LENGTH)));
        out.writeBytes(Calldata.bytes(data));
        return out.toByteArray();
    }

    private BigInteger number(byte[] data) {
        return new BigInteger(1, call(data));
    }

    private byte[] call(byte[] data) {
        var call = Map.of("to", chain.multicall().toString(), "data", Hex.encode(data));
        return Hex.decode(chain.rpc("eth_call", call, "latest").asText());
    }
}
