package dev.quittance.gateway.payment;

import dev.quittance.gateway.answer.SettlementHeader;
import dev.quittance.gateway.database.Also;
import dev.quittance.gateway.delivery.PaidAnswer;
import dev.quittance.gateway.delivery.PaidAnswer.Header;
import dev.quittance.gateway.receipt.ReceiptHeader;
import dev.quittance.gateway.receipt.Receipts;
import dev.quittance.gateway.reservation.Particulars;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.receipt.PaidTransfer;
import dev.quittance.protocol.receipt.ReceiptFacts;
import dev.quittance.protocol.receipt.ResponseDigest;
import dev.quittance.protocol.receipt.Standing;
import dev.quittance.protocol.x402.SettleResponse;
import java.util.Optional;
import java.util.UUID;

/** The receipts that payments are owed: noted with the change of state that they follow from, and given with the answer. */
final class Owed {
    private final Receipts receipts;

    Owed(Receipts receipts) {
        this.receipts = receipts;
    }

    /** Notes, in the transaction of the settlement, that a receipt is owed. */
    Also settled(UUID paymentId, Particulars facts, SettleResponse settlement) {
        return receipts.owing(facts(paymentId, facts, settlement, Optional.empty()));
    }

    /**
     * The proof of payment.
     *
     * @param also keeps the receipt, or notes that it is owed; belongs into the transaction that keeps the answer
     */
    record Proof(Header header, Also also) {}

    /** The proof with the receipt of an answer if it comes in time, else with the address where it will be. */
    Proof proof(UUID paymentId, Particulars facts, SettleResponse settlement, PaidAnswer answer, String url) {
        if (!receipts.areIssued()) {
            return new Proof(header(facts, settlement), Also.NOTHING);
        }
        var given = receipts.forAnswer(facts(paymentId, facts, settlement, Optional.of(digest(answer))));
        return new Proof(
                header(facts, ReceiptHeader.attach(settlement, given.document(), url + "/receipt")), given.also());
    }

    /** The proof of an answer that flows: with the address where its receipt will be. */
    Header proofAhead(Particulars facts, SettleResponse settlement, String url) {
        return header(
                facts,
                receipts.areIssued()
                        ? ReceiptHeader.attach(settlement, Optional.empty(), url + "/receipt")
                        : settlement);
    }

    private static Header header(Particulars facts, SettleResponse told) {
        var header = SettlementHeader.of(facts.x402Version(), told);
        return new Header(header.name(), header.value());
    }

    private static Bytes32 digest(PaidAnswer answer) {
        String contentType = answer.headers().stream()
                .filter(header -> header.name().equalsIgnoreCase("Content-Type"))
                .map(Header::value)
                .findFirst()
                .orElse("");
        return ResponseDigest.of(answer.status(), contentType, answer.body());
    }

    private static ReceiptFacts facts(
            UUID paymentId, Particulars facts, SettleResponse settlement, Optional<Bytes32> response) {
        var key = facts.authorization();
        return new ReceiptFacts(
                paymentId,
                facts.tenant(),
                facts.challengeDigest(),
                facts.requestDigest(),
                new PaidTransfer(key.chainId(), key.token(), key.payer(), facts.payTo(), facts.amount(), key.nonce()),
                Standing.of(settlement),
                response,
                facts.order());
    }
}
