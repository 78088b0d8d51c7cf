package dev.quittance.protocol.receipt;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Keccak256;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.eip712.ServiceDomain;
import dev.quittance.protocol.json.JsonObject;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The receipt of one paid request, as it is signed. Newer receipts of a payment name the one that they supersede, so that
 * nobody can hold two that say different things.
 *
 * @param issuedAt Unix seconds, positive
 * @param supersedes {@link #digest} of the receipt before this one of the same payment
 */
public record Quittance(ReceiptFacts facts, long issuedAt, Optional<Bytes32> supersedes) {
    /** The EIP-712 domain's name and version; its chain id is the payment's, and it names no contract. */
    public static final String DOMAIN_NAME = "Quittance";

    public static final String DOMAIN_VERSION = "1";

    /** EIP-712 {@code encodeType}; the members stand in the document under the same names. */
    public static final String TYPE = "Quittance(string paymentId,string tenant,bytes32 challenge,bytes32 request,"
            + "address asset,address payer,address payTo,uint256 amount,bytes32 nonce,bytes32 transaction,"
            + "uint256 logIndex,uint256 blockNumber,bytes32 blockHash,string level,bytes32 response,string order,"
            + "uint256 issuedAt,bytes32 supersedes)";

    private static final Bytes32 TYPE_HASH = Keccak256.hash(TYPE);
    private static final String ISSUED_AT = "issuedAt";
    private static final String SUPERSEDES = "supersedes";

    public Quittance {
        if (issuedAt <= 0) {
            throw new MalformedException("the time of issue is positive");
        }
    }

    /**
     * Reads the wire form.
     *
     * @throws MalformedException when it has not exactly these members in their forms
     */
    public static Quittance fromJson(JsonObject json) {
        var quittance = new Quittance(
                ReceiptFacts.fromJson(json),
                Standing.decimal(json.text(ISSUED_AT)),
                Optional.of(Bytes32.parse(json.text(SUPERSEDES))).filter(word -> !word.equals(ReceiptFacts.NONE)));
        Set<String> strange = new HashSet<>(json.names());
        strange.removeAll(quittance.toJson().names());
        if (!strange.isEmpty()) {
            throw new MalformedException("the quittance has members that are not its own");
        }
        return quittance;
    }

    public JsonObject toJson() {
        return facts.toJson().toBuilder()
                .put(ISSUED_AT, Long.toString(issuedAt))
                .put(SUPERSEDES, supersedes.orElse(ReceiptFacts.NONE).toString())
                .build();
    }

    /** The EIP-712 digest that is signed, and by which a newer receipt names this one. */
    public Bytes32 digest() {
        return new ServiceDomain(DOMAIN_NAME, DOMAIN_VERSION, facts.transfer().chainId()).digest(structHash());
    }

    private Bytes32 structHash() {
        PaidTransfer transfer = facts.transfer();
        Standing standing = facts.standing();
        Optional<Standing.Place> place = standing.place();
        return Keccak256.hash(
                TYPE_HASH.toByteArray(),
                text(facts.paymentId().toString()),
                text(facts.tenant()),
                word(facts.challenge()),
                facts.request().toByteArray(),
                transfer.asset().toWord().toByteArray(),
                transfer.payer().toWord().toByteArray(),
                transfer.payTo().toWord().toByteArray(),
                Bytes32.of(transfer.amount()).toByteArray(),
                transfer.nonce().toByteArray(),
                standing.transaction().toByteArray(),
                number(place.map(Standing.Place::logIndex).orElse(0L)),
                number(place.map(Standing.Place::blockNumber).orElse(0L)),
                word(place.map(Standing.Place::blockHash)),
                text(standing.level().text()),
                word(facts.response()),
                text(facts.order().orElse("")),
                number(issuedAt),
                word(supersedes));
    }

    private static byte[] text(String value) {
        return Keccak256.hash(value).toByteArray();
    }

    private static byte[] number(long value) {
        return Bytes32.of(BigInteger.valueOf(value)).toByteArray();
    }

    private static byte[] word(Optional<Bytes32> value) {
        return value.orElse(ReceiptFacts.NONE).toByteArray();
    }
}
