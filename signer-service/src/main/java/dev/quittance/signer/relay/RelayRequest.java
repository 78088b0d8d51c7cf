package dev.quittance.signer.relay;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Uint256;
import dev.quittance.protocol.json.JsonObject;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
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
 * @param funding what a payer is to be sent, instead of transfers
 * @param cancels whether the nonce is only to be used up, by an empty transaction of the lane to itself
 */
record RelayRequest(
        String attemptId,
        Address lane,
        String network,
        BigInteger transactionNonce,
        BigInteger maxFeePerGas,
        BigInteger maxPriorityFeePerGas,
        long gasLimit,
        List<RelayTransfer> transfers,
        Optional<RelayFunding> funding,
        boolean cancels) {
    private static final Set<String> MEMBERS = Set.of(
            "attemptId",
            "lane",
            "network",
            "transactionNonce",
            "maxFeePerGas",
            "maxPriorityFeePerGas",
            "gasLimit",
            "transfers");
    private static final String CANCEL = "cancel";
    private static final String FUNDING = "funding";
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
        boolean cancels = json.names().contains(CANCEL) && json.bool(CANCEL);
        Set<String> names = new HashSet<>(json.names());
        names.remove(CANCEL);
        names.remove(FUNDING);
        if (!names.equals(MEMBERS) || (cancels && json.has(FUNDING))) {
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
                json.objects("transfers").stream().map(RelayTransfer::fromJson).toList(),
                json.optionalObject(FUNDING).map(RelayFunding::fromJson),
                cancels);
    }

    /** What makes two requests the same. */
    Bytes32 digest() {
        return facts().put("maxFeePerGas", maxFeePerGas.toString())
                .put("maxPriorityFeePerGas", maxPriorityFeePerGas.toString())
                .build()
                .sha256();
    }

    /** What a replacement with higher fees must have in common with this. */
    Bytes32 bodyDigest() {
        return facts().build().sha256();
    }

    private JsonObject.Builder facts() {
        return JsonObject.builder()
                .put("attemptId", attemptId)
                .put("lane", lane.toString())
                .put("network", network)
                .put("transactionNonce", transactionNonce.toString())
                .put("gasLimit", gasLimit)
                .put(CANCEL, cancels)
                .putObject(FUNDING, funding.map(RelayFunding::facts))
                .putObjects(
                        "transfers",
                        transfers.stream().map(RelayTransfer::facts).toList());
    }
}
