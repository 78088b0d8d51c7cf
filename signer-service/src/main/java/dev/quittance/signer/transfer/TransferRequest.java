package dev.quittance.signer.transfer;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Keccak256;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Uint256;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.policy.Operation;
import java.math.BigInteger;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A service's wish to move a merchant's money.
 *
 * @param operation a refund or a payout
 * @param account whose money
 * @param network CAIP-2 name
 * @param amount atomic units
 * @param reference of the caller's choice, good for one transfer of the account for ever
 */
record TransferRequest(
        Operation operation,
        Address account,
        String network,
        Address asset,
        Address payee,
        BigInteger amount,
        String reference) {
    private static final Set<String> MEMBERS =
            Set.of("operation", "account", "network", "asset", "payee", "amount", "reference");
    private static final Pattern REFERENCE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");

    /**
     * Reads a body.
     *
     * @throws MalformedException when it has not exactly these members in their forms
     */
    static TransferRequest parse(byte[] body) {
        JsonObject json = JsonObject.parse(body);
        if (!json.names().equals(MEMBERS)) {
            throw new MalformedException("the members are not those of a transfer");
        }
        String reference = json.text("reference");
        if (!REFERENCE.matcher(reference).matches()) {
            throw new MalformedException(
                    "a reference has 1 to 128 letters, digits, dots, colons, hyphens and underscores");
        }
        return new TransferRequest(
                operation(json.text("operation")),
                Address.parse(json.text("account")),
                json.text("network"),
                Address.parse(json.text("asset")),
                Address.parse(json.text("payee")),
                Uint256.parse(json.text("amount")),
                reference);
    }

    private static Operation operation(String text) {
        return switch (Operation.parse(text)) {
            case REFUND -> Operation.REFUND;
            case PAYOUT -> Operation.PAYOUT;
            case PAYMENT, RELAY, RECEIPT -> throw new MalformedException("a transfer is a refund or a payout");
        };
    }

    /**
     * The authorization's nonce, which follows from the reference: even a signer that forgot everything could not sign two
     * transfers of one reference that the token accepts both.
     */
    Bytes32 nonce() {
        return Keccak256.hash("quittance transfer " + account + " " + reference);
    }

    /** What makes two requests the same. */
    Bytes32 digest() {
        return JsonObject.builder()
                .put("operation", operation.text())
                .put("account", account.toString())
                .put("network", network)
                .put("asset", asset.toString())
                .put("payee", payee.toString())
                .put("amount", amount.toString())
                .put("reference", reference)
                .build()
                .sha256();
    }
}
