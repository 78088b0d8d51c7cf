package dev.quittance.agent.receipt;

import dev.quittance.evm.receipt.ReceiptSignature;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Sha256;
import dev.quittance.protocol.receipt.PaidTransfer;
import dev.quittance.protocol.receipt.ReceiptDocument;
import dev.quittance.protocol.receipt.ReceiptFacts;
import dev.quittance.protocol.receipt.ResponseDigest;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Checks receipts offline. Whatever is expected is compared; what is not expected is not. */
public final class ReceiptCheck {
    private final Secp256k1 curve;

    public ReceiptCheck(Secp256k1 curve) {
        this.curve = curve;
    }

    /**
     * What a receipt is held against. A signature alone proves only that somebody signed: without a signer from elsewhere, a
     * forger's receipt is as genuine as the seller's.
     *
     * @param signer who must have signed; when absent, the one that the challenge told
     * @param bought what the receipt must be for
     * @param response digest of the answer that came
     * @param transaction by which it was settled, as the answer told
     */
    public record Expected(
            Optional<Address> signer,
            Optional<Bought> bought,
            Optional<Bytes32> response,
            Optional<Bytes32> transaction) {
        public static final Expected NOTHING =
                new Expected(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        public Expected withSigner(Optional<Address> address) {
            return new Expected(address, bought, response, transaction);
        }

        public Expected withBought(Bought purchase) {
            return new Expected(signer, Optional.of(purchase), response, transaction);
        }

        public Expected withResponse(Bytes32 digest) {
            return new Expected(signer, bought, Optional.of(digest), transaction);
        }

        /** The answer as it came. */
        public Expected withAnswer(HttpResponse<byte[]> answer) {
            return withResponse(ResponseDigest.of(
                    answer.statusCode(),
                    answer.headers().firstValue("Content-Type").orElse(""),
                    answer.body()));
        }

        public Expected withTransaction(Bytes32 hash) {
            return new Expected(signer, bought, response, Optional.of(hash));
        }

        /** Who must have signed, if anything says so. */
        public Optional<Address> expectedSigner() {
            return signer.or(() -> bought.flatMap(Bought::receiptSigner));
        }
    }

    /** Everything that is wrong; empty when the receipt holds. */
    public Set<ReceiptFault> faults(ReceiptDocument document, Expected expected) {
        var faults = EnumSet.noneOf(ReceiptFault.class);
        ReceiptFacts facts = document.quittance().facts();
        note(faults, ReceiptFault.SIGNATURE, ReceiptSignature.isGenuine(curve, document));
        expected.expectedSigner()
                .ifPresent(signer ->
                        note(faults, ReceiptFault.SIGNER, document.signer().equals(signer)));
        expected.bought().ifPresent(bought -> compare(faults, facts, bought));
        expected.transaction()
                .ifPresent(hash -> note(
                        faults,
                        ReceiptFault.TRANSACTION,
                        facts.standing().transaction().equals(hash)));
        expected.response().ifPresent(response -> {
            note(faults, ReceiptFault.RESPONSE_NOT_STATED, facts.response().isPresent());
            note(
                    faults,
                    ReceiptFault.RESPONSE,
                    facts.response().map(response::equals).orElse(true));
        });
        return Collections.unmodifiableSet(faults);
    }

    private static void compare(Set<ReceiptFault> faults, ReceiptFacts facts, Bought bought) {
        PaymentRequirements accepted = bought.accepted();
        PaidTransfer transfer = facts.transfer();
        var authorization = bought.authorization();
        note(faults, ReceiptFault.NETWORK, facts.network().equals(accepted.network()));
        note(faults, ReceiptFault.ASSET, transfer.asset().toString().equalsIgnoreCase(accepted.asset()));
        note(faults, ReceiptFault.PAYER, transfer.payer().equals(authorization.from()));
        note(faults, ReceiptFault.PAYEE, transfer.payTo().equals(authorization.to()));
        note(faults, ReceiptFault.AMOUNT, transfer.amount().equals(authorization.value()));
        note(faults, ReceiptFault.NONCE, transfer.nonce().equals(authorization.nonce()));
        Optional<Bytes32> challenge = bought.challengeId().map(id -> Sha256.hash(id.getBytes(StandardCharsets.UTF_8)));
        note(faults, ReceiptFault.CHALLENGE, challenge.isEmpty() || challenge.equals(facts.challenge()));
    }

    private static void note(Set<ReceiptFault> faults, ReceiptFault fault, boolean holds) {
        if (!holds) {
            faults.add(fault);
        }
    }
}
