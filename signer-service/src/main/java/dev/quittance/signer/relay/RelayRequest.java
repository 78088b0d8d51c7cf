package dev.quittance.signer.relay;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Uint256;
import dev.quittance.protocol.json.JsonObject;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A settlement service's wish to put transfers on chain.
 *
 * @param attemptId UUID of the caller's attempt
 * @param lane the relay account that sends
 * @param network CAIP-2 name
 * @param transactionNonce the lane's next nonce
 * @param maxFeePerGas wei
 * @param maxPriorityFeePerGas wei
 */
record RelayRequest(
        String attemptId,
        Address lane,
        String network,
        BigInteger transactionNonce,
        BigInteger maxFeePerGas,
        BigInteger maxPriorityFeePerGas,
        long gasLimit,
        List<RelayTransfer> transfers) {
    private static final Set<String> MEMBERS = Set.of(
            "attemptId",
            "lane",
            "network",
            "transactionNonce",
            "maxFeePerGas",
            "maxPriorityFeePerGas",
            "gasLimit",
            "transfers");
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    RelayRequest {
        transfers = List.copyOf(transfers);
    }

    /**
     * Reads a body.
     *
     * @throws MalformedException when it has not exactly these members in their forms
     */
    static RelayRequest parse(byte[] body) {
        JsonObject json = JsonObject.parse(body);
        if (!json.names().equals(MEMBERS)) {
            throw new MalformedException("the members are not those of a relay transaction");
        }
        String attemptId = json.text("attemptId");
        if (!UUID.matcher(attemptId).matches()) {
            throw new MalformedException("attemptId is not a lower-case UUID");
        }
        return new RelayRequest(
                attemptId,
                Address.parse(json.text("lane")),
                json.text("network"),
                Uint256.parse(json.text("transactionNonce")),
                Uint256.parse(json.text("maxFeePerGas")),
                Uint256.parse(json.text("maxPriorityFeePerGas")),
                json.longInteger("gasLimit"),
                json.objects("transfers").stream().map(RelayTransfer::fromJson).toList());
    }

    /** What makes two requests the same. */
    Bytes32 digest() {
        return JsonObject.builder()
                .put("attemptId", attemptId)
                .put("lane", lane.toString())
                .put("network", network)
                .put("transactionNonce", transactionNonce.toString())
                .put("maxFeePerGas", maxFeePerGas.toString())
                .put("maxPriorityFeePerGas", maxPriorityFeePerGas.toString())
                .put("gasLimit", gasLimit)
                .putObjects(
                        "transfers",
                        transfers.stream().map(RelayTransfer::toJson).toList())
                .build()
                .sha256();
    }
}
