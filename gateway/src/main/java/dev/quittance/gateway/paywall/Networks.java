package dev.quittance.gateway.paywall;

import dev.quittance.evm.registry.Chain;
import dev.quittance.protocol.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/** What a wallet wants to be told of a chain that it does not know (EIP-3085). */
final class Networks {
    private static final JsonObject ETHER = JsonObject.parse("{\"name\":\"Ether\",\"symbol\":\"ETH\",\"decimals\":18}");

    /** Public nodes, as the chain's makers name them; asked by the wallet, never by the page. */
    private static final Map<Long, String> NODES =
            Map.of(8453L, "https://mainnet.base.org", 84532L, "https://sepolia.base.org");

    private Networks() {}

    /** The parameter of {@code wallet_addEthereumChain}; its {@code chainId} is also that of {@code wallet_switchEthereumChain}. */
    static JsonObject parameter(Chain chain) {
        return JsonObject.builder()
                .put("chainId", "0x" + Long.toHexString(chain.chainId()))
                .put("chainName", chain.name())
                .put("nativeCurrency", ETHER)
                .putTexts(
                        "rpcUrls",
                        Optional.ofNullable(NODES.get(chain.chainId())).stream().toList())
                .build();
    }
}
