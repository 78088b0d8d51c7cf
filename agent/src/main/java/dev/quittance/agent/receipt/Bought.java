package dev.quittance.agent.receipt;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentRequired;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.util.Optional;

/**
 * What a payer knows of its own purchase, and holds against the receipt.
 *
 * @param challengeId of the challenge that was paid; absent when the seller's challenges have none
 * @param receiptSigner who signs the seller's receipts, as the challenge told before anything was paid
 */
public record Bought(
        PaymentRequirements accepted,
        TransferAuthorization authorization,
        Optional<String> challengeId,
        Optional<Address> receiptSigner) {

    /**
     * What was bought under a challenge.
     *
     * @throws MalformedException when the challenge names a signer that is no address
     */
    public static Bought under(
            PaymentRequired challenge, PaymentRequirements accepted, TransferAuthorization authorization) {
        JsonObject info = challenge
                .extensions()
                .optionalObject("quittance")
                .flatMap(extension -> extension.optionalObject("info"))
                .orElse(JsonObject.EMPTY);
        return new Bought(
                accepted,
                authorization,
                info.optionalText("challenge"),
                info.optionalText("receiptSigner").map(Address::parse));
    }
}
