package dev.quittance.gateway.receipt;

import dev.quittance.gateway.database.Also;
import dev.quittance.protocol.receipt.ReceiptFacts;
import dev.quittance.protocol.receipt.Standing;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/**
 * Receipts of paid requests. What is owed is written in the transaction of the state change that it follows from, and is
 * signed sooner or later; nothing here ever holds a delivery back for longer than the configured wait.
 */
public sealed interface Receipts permits IssuedReceipts, NoReceipts {

    /**
     * Notes that a payment is owed a receipt of these facts. Noted again with more (the response digest, a firmer standing) it
     * is owed a newer one; what is known already is not forgotten.
     */
    Also owing(ReceiptFacts facts);

    /**
     * Notes in the caller's transaction where a payment stands now. A payment that nothing is owed for is not noted. Finality
     * makes a newer receipt due; a weaker or an equal standing changes only receipts that are not yet issued.
     */
    void stands(Connection connection, UUID paymentId, Standing standing) throws SQLException;

    /**
     * The receipt for an answer that is about to go out. Blocks for at most the configured wait, so it is called on a virtual
     * thread, and never throws: whatever goes wrong, the document is absent now and follows later.
     */
    ForAnswer forAnswer(ReceiptFacts facts);

    /**
     * What an answer gets.
     *
     * @param document the receipt as JSON text
     * @param also keeps it, or notes that it is owed; belongs into the transaction that keeps the answer
     */
    record ForAnswer(Optional<String> document, Also also) {}

    /**
     * The newest receipt of a payment, as JSON text.
     *
     * @throws ReceiptStoreException when the database does not answer
     */
    Optional<String> newest(UUID paymentId);

    /** Whether somebody is configured to sign them. */
    boolean areIssued();
}
