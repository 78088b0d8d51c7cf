package dev.quittance.protocol.receipt;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Uint256;
import dev.quittance.protocol.json.JsonObject;
import java.math.BigInteger;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What a receipt states about one payment.
 *
 * @param paymentId the gateway's
 * @param challenge SHA-256 of the challenge id; absent for payments of protocol version 1, which echo none
 * @param request digest of the request that was paid
 * @param response {@link ResponseDigest} of the answer; absent while it is not known
 * @param order the merchant's or client's own reference, 1..128 visible ASCII characters
 */
public record ReceiptFacts(
        UUID paymentId,
        String tenant,
        Optional<Bytes32> challenge,
        Bytes32 request,
        PaidTransfer transfer,
        Standing standing,
        Optional<Bytes32> response,
        Optional<String> order) {

    /** The word that stands on the wire for a hash that is not there. */
    static final Bytes32 NONE = Bytes32.of(BigInteger.ZERO);

    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern NETWORK = Pattern.compile("eip155:([1-9][0-9]{0,14})");
    private static final Pattern TENANT = Pattern.compile("\\P{Cntrl}{1,64}");
    private static final Pattern ORDER = Pattern.compile("[!-~]{1,128}");

    /** Checks the texts. */
    public ReceiptFacts {
        if (!TENANT.matcher(tenant).matches()) {
            throw new MalformedException("a tenant has 1 to 64 characters");
        }
        if (order.isPresent() && !ORDER.matcher(order.get()).matches()) {
            throw new MalformedException("an order has 1 to 128 visible ASCII characters");
        }
    }

    public ReceiptFacts withStanding(Standing other) {
        return new ReceiptFacts(paymentId, tenant, challenge, request, transfer, other, response, order);
    }

    public ReceiptFacts withResponse(Bytes32 digest) {
        return new ReceiptFacts(paymentId, tenant, challenge, request, transfer, standing, Optional.of(digest), order);
    }

    /**
     * Reads the members of {@link #toJson}; others are not looked at.
     *
     * @throws MalformedException when a member is missing or of the wrong form
     */
    public static ReceiptFacts fromJson(JsonObject json) {
        String id = json.text("paymentId");
        if (!UUID_TEXT.matcher(id).matches()) {
            throw new MalformedException("paymentId is not a lower-case UUID");
        }
        String order = json.text("order");
        return new ReceiptFacts(
                UUID.fromString(id),
                json.text("tenant"),
                hash(json, "challenge"),
                Bytes32.parse(json.text("request")),
                transfer(json),
                standing(json),
                hash(json, "response"),
                order.isEmpty() ? Optional.empty() : Optional.of(order));
    }

    private static PaidTransfer transfer(JsonObject json) {
        var network = NETWORK.matcher(json.text("network"));
        if (!network.matches()) {
            throw new MalformedException("network is not eip155 and a chain id");
        }
        return new PaidTransfer(
                Long.parseLong(network.group(1)),
                Address.parse(json.text("asset")),
                Address.parse(json.text("payer")),
                Address.parse(json.text("payTo")),
                Uint256.parse(json.text("amount")),
                Bytes32.parse(json.text("nonce")));
    }

    private static Standing standing(JsonObject json) {
        var level = QuittanceLevel.parse(json.text("level"));
        var transaction = Bytes32.parse(json.text("transaction"));
        long logIndex = Standing.decimal(json.text("logIndex"));
        long blockNumber = Standing.decimal(json.text("blockNumber"));
        Optional<Bytes32> blockHash = hash(json, "blockHash");
        if (blockHash.isEmpty() && (logIndex != 0 || blockNumber != 0)) {
            throw new MalformedException("a block is named without its hash");
        }
        return new Standing(
                level, transaction, blockHash.map(found -> new Standing.Place(logIndex, blockNumber, found)));
    }

    private static Optional<Bytes32> hash(JsonObject json, String name) {
        return Optional.of(Bytes32.parse(json.text(name))).filter(word -> !word.equals(NONE));
    }

    /** The wire form: every member present, numbers as decimal text, an absent hash as zero, an absent order as empty text. */
    public JsonObject toJson() {
        Optional<Standing.Place> place = standing.place();
        return JsonObject.builder()
                .put("paymentId", paymentId.toString())
                .put("tenant", tenant)
                .put("challenge", challenge.orElse(NONE).toString())
                .put("request", request.toString())
                .put("network", network())
                .put("asset", transfer.asset().toString())
                .put("payer", transfer.payer().toString())
                .put("payTo", transfer.payTo().toString())
                .put("amount", transfer.amount().toString())
                .put("nonce", transfer.nonce().toString())
                .put("transaction", standing.transaction().toString())
                .put(
                        "logIndex",
                        Long.toString(place.map(Standing.Place::logIndex).orElse(0L)))
                .put(
                        "blockNumber",
                        Long.toString(place.map(Standing.Place::blockNumber).orElse(0L)))
                .put(
                        "blockHash",
                        place.map(Standing.Place::blockHash).orElse(NONE).toString())
                .put("level", standing.level().text())
                .put("response", response.orElse(NONE).toString())
                .put("order", order.orElse(""))
                .build();
    }

    /** The CAIP-2 name of the chain. */
    public String network() {
        return "eip155:" + transfer.chainId();
    }

    /** SHA-256 of what every receipt of the payment must say alike: all but where it stands and what was answered. */
    public Bytes32 bindingDigest() {
        return JsonObject.builder()
                .put("paymentId", paymentId.toString())
                .put("tenant", tenant)
                .put("challenge", challenge.orElse(NONE).toString())
                .put("request", request.toString())
                .put("network", network())
                .put("asset", transfer.asset().toString())
                .put("payer", transfer.payer().toString())
                .put("payTo", transfer.payTo().toString())
                .put("amount", transfer.amount().toString())
                .put("nonce", transfer.nonce().toString())
                .put("order", order.orElse(""))
                .build()
                .sha256();
    }
}
