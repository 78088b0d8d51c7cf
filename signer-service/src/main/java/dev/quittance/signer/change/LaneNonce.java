package dev.quittance.signer.change;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Uint256;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.policy.Lane;
import java.math.BigInteger;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The chain's next nonce of a lane: {@code {account, network, nonce}}, the account by its address. */
record LaneNonce(Lane lane, BigInteger nonce) {
    private static final Set<String> MEMBERS = Set.of("account", "network", "nonce");
    private static final Pattern NETWORK = Pattern.compile("eip155:([1-9][0-9]{0,17})");

    /**
     * Reads it.
     *
     * @throws MalformedException when it has other members, or one of another form
     */
    static LaneNonce fromJson(JsonObject json) {
        Matcher network = NETWORK.matcher(json.text("network"));
        if (!json.names().equals(MEMBERS) || !network.matches()) {
            throw new MalformedException("a chain nonce has the members " + MEMBERS + ", the network as eip155:CHAIN");
        }
        var lane = new Lane(Address.parse(json.text("account")), Long.parseLong(network.group(1)));
        return new LaneNonce(lane, Uint256.parse(json.text("nonce")));
    }

    JsonObject toJson() {
        return JsonObject.builder()
                .put("account", lane.account().toString())
                .put("network", "eip155:" + lane.chainId())
                .put("nonce", nonce.toString())
                .build();
    }
}
