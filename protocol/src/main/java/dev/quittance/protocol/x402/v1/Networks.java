package dev.quittance.protocol.x402.v1;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The names that version 1 gives to chains; chains whose name is not settled have none. */
public final class Networks {
    private static final Map<String, String> CAIP2_BY_NAME = Map.ofEntries(
            Map.entry("base", "eip155:8453"),
            Map.entry("base-sepolia", "eip155:84532"),
            Map.entry("polygon", "eip155:137"),
            Map.entry("polygon-amoy", "eip155:80002"),
            Map.entry("avalanche", "eip155:43114"),
            Map.entry("avalanche-fuji", "eip155:43113"),
            Map.entry("iotex", "eip155:4689"),
            Map.entry("peaq", "eip155:3338"),
            Map.entry("story", "eip155:1514"),
            Map.entry("educhain", "eip155:41923"),
            Map.entry("skale-base-sepolia", "eip155:324705682"));
    private static final Map<String, String> NAME_BY_CAIP2 = CAIP2_BY_NAME.entrySet().stream()
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

    private Networks() {}

    /** The CAIP-2 id behind a name. */
    public static Optional<String> caip2(String name) {
        return Optional.ofNullable(CAIP2_BY_NAME.get(name));
    }

    /** The name of a chain. */
    public static Optional<String> name(String caip2) {
        return Optional.ofNullable(NAME_BY_CAIP2.get(caip2));
    }
}
