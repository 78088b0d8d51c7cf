package dev.quittance.gateway.payment;

import dev.quittance.gateway.answer.SettlementHeader;
import dev.quittance.gateway.delivery.PaidAnswer;
import dev.quittance.gateway.delivery.PaidAnswer.Header;
import dev.quittance.gateway.receipt.ReceiptHeader;
import dev.quittance.gateway.receipt.Receipts;
import dev.quittance.gateway.reservation.Also;
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
        return connection -> receipts.owe(connection, facts(paymentId, facts, settlement, Optional.empty()));
    }

    /** Notes, in the transaction that keeps the answer, what the receipt says of it. */
    Also answered(UUID paymentId, PaidAnswer answer) {
        return connection -> receipts.answered(connection, paymentId, digest(answer));
    }

    /** Notes both. */
    Also settledAndAnswered(UUID paymentId, Particulars facts, SettleResponse settlement, PaidAnswer answer) {
        return connection -> receipts.owe(connection, facts(paymentId, facts, settlement, Optional.of(digest(answer))));
    }

    /** The proof of payment as a header, with the receipt if it comes in time, else with the address where it will be. */
    Header proof(
            UUID paymentId, Particulars facts, SettleResponse settlement, Optional<PaidAnswer> answer, String url) {
        var told = settlement;
        if (receipts.areIssued()) {
            var document = answer.flatMap(
                    whole -> receipts.forAnswer(facts(paymentId, facts, settlement, Optional.of(digest(whole)))));
            told = ReceiptHeader.attach(settlement, document, url + "/receipt");
        }
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
