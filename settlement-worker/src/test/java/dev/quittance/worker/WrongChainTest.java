package dev.quittance.worker;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.devstack.Chain;
import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.rpc.EvmNode;
import dev.quittance.evm.rpc.JsonRpc;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WrongChainTest {
    private static final dev.quittance.evm.registry.Chain BASE =
            Registry.builtIn().chain(8453).orElseThrow();

    @Test
    void refusesToStartOnANodeOfAnotherChain() {
        assertThatThrownBy(() -> WorkerApp.refuseWrongChain(node(Chain.shared().rpcUrl()), BASE))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("http://127.0.0.1:" + Chain.shared().rpcUrl().getPort()
                        + " serves chain 84532, not chain 8453;"
                        + " correct quittance.worker.rpc-url or quittance.worker.network");
    }

    @Test
    void startsWhileTheNodeIsDown() {
        assertThatCode(() -> WorkerApp.refuseWrongChain(node(URI.create("http://127.0.0.1:1")), BASE))
                .doesNotThrowAnyException();
    }

    private static EvmNode node(URI url) {
        return new EvmNode(new JsonRpc(JsonRpc.httpClient(Duration.ofSeconds(2)), url, JsonRpc.Limits.DEFAULT));
    }
}
