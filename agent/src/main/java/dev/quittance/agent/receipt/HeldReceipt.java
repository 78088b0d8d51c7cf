package dev.quittance.agent.receipt;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.receipt.ReceiptDocument;
import dev.quittance.protocol.receipt.ResponseDigest;
import dev.quittance.protocol.x402.SettleResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A receipt as payers have it: the document itself, the content of PAYMENT-RESPONSE that carries it, or the report of a
 * purchase ({@code quittance pay --json}) with the answer beside it.
 *
 * @param response digest of the answer, when the report holds one
 */
public record HeldReceipt(ReceiptDocument document, Optional<Bytes32> response) {
    /**
     * Reads any of the three.
     *
     * @throws MalformedException when there is no receipt in it
     */
    public static HeldReceipt parse(byte[] utf8) {
        JsonObject json = JsonObject.parse(utf8);
        if (json.has("settlement")) {
            return new HeldReceipt(
                    inExtensions(json.object("settlement"))
                            .orElseThrow(() -> new MalformedException("the purchase has no receipt yet")),
                    json.optionalObject("answer").map(HeldReceipt::digest));
        }
        if (json.has("extensions")) {
            return new HeldReceipt(
                    inExtensions(json).orElseThrow(() -> new MalformedException("the settlement has no receipt yet")),
                    Optional.empty());
        }
        return new HeldReceipt(ReceiptDocument.fromJson(json), Optional.empty());
    }

    /**
     * The receipt that came with an answer.
     *
     * @return empty when there is none, or only the address where it will be
     * @throws MalformedException when there is something else in its place
     */
    public static Optional<ReceiptDocument> in(SettleResponse settlement) {
        return inExtensions(settlement.toJson());
    }

    private static Optional<ReceiptDocument> inExtensions(JsonObject settlement) {
        return settlement
                .optionalObject("extensions")
                .flatMap(extensions -> extensions.optionalObject("quittance"))
                .flatMap(extension -> extension.optionalObject("info"))
                .filter(info -> info.has("quittance"))
                .map(ReceiptDocument::fromJson);
    }

    private static Bytes32 digest(JsonObject answer) {
        byte[] body = answer.optionalText("body")
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .orElseGet(() -> base64(answer.text("bodyBase64")));
        return ResponseDigest.of(
                answer.integer("status"), answer.optionalText("contentType").orElse(""), body);
    }

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("bodyBase64 is not base64", e);
        }
    }
}
