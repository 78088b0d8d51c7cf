package dev.quittance.gateway.challenge;

import dev.quittance.gateway.route.Sponsoring;
import dev.quittance.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Extensions {@code eip2612GasSponsoring} and {@code erc20ApprovalGasSponsoring}: how a challenge tells that Permit2 need not be
 * approved beforehand. To the letter what the reference's server declares: its clients fill it in.
 */
final class SponsoringExtension {
    private static final String VERSION = "1";
    private static final String WORD = "^0x[a-fA-F0-9]+$";
    private static final String ADDRESS = "^0x[a-fA-F0-9]{40}$";
    private static final String NUMBER = "^[0-9]+$";

    private SponsoringExtension() {}

    static JsonObject of(Sponsoring sponsoring) {
        return switch (sponsoring) {
            case EIP2612 ->
                extension(
                        "The facilitator accepts EIP-2612 gasless Permit to `Permit2` canonical contract.",
                        common("The address of the sender.", "The amount to approve (uint256). Typically MaxUint.")
                                .put("nonce", text(NUMBER, "The current nonce of the sender."))
                                .put("deadline", text(NUMBER, "The timestamp at which the signature expires."))
                                .put(
                                        "signature",
                                        text(WORD, "The 65-byte concatenated signature (r, s, v) as a hex string.")),
                        List.of("nonce", "deadline", "signature"));
            case ERC20_APPROVAL ->
                extension(
                        "The facilitator broadcasts a pre-signed ERC-20 approve() transaction to grant Permit2 allowance.",
                        common(
                                        "The address of the sender (token owner).",
                                        "The amount approved (uint256). Always MaxUint256.")
                                .put(
                                        "signedTransaction",
                                        text(WORD, "The RLP-encoded signed EIP-1559 transaction as a hex string.")),
                        List.of("signedTransaction"));
        };
    }

    private static JsonObject.Builder common(String from, String amount) {
        return JsonObject.builder()
                .put("from", text(ADDRESS, from))
                .put("asset", text(ADDRESS, "The address of the ERC-20 token contract."))
                .put("spender", text(ADDRESS, "The address of the spender (Canonical Permit2)."))
                .put("amount", text(NUMBER, amount));
    }

    private static JsonObject text(String pattern, String description) {
        return JsonObject.builder()
                .put("type", "string")
                .put("pattern", pattern)
                .put("description", description)
                .build();
    }

    private static JsonObject extension(String description, JsonObject.Builder members, List<String> own) {
        var required = new ArrayList<>(List.of("from", "asset", "spender", "amount"));
        required.addAll(own);
        required.add("version");
        JsonObject properties = members.put("version", text("^[0-9]+(\\.[0-9]+)*$", "Schema version identifier."))
                .build();
        return JsonObject.builder()
                .put(
                        "info",
                        JsonObject.builder()
                                .put("description", description)
                                .put("version", VERSION)
                                .build())
                .put(
                        "schema",
                        JsonObject.builder()
                                .put("$schema", "https://json-schema.org/draft/2020-12/schema")
                                .put("type", "object")
                                .put("properties", properties)
                                .putTexts("required", required)
                                .build())
                .build();
    }
}
