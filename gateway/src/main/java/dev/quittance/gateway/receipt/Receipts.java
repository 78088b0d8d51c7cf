package dev.quittance.gateway.receipt;

import dev.quittance.protocol.Bytes32;
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
     * Notes in the caller's transaction that a payment is owed a receipt of these facts. Called again with more (the response
     * digest, a firmer standing) it is owed a newer one; what is known already is not forgotten.
     */
    void owe(Connection connection, ReceiptFacts facts) throws SQLException;

    /** Notes the digest of an answer that was delivered after its payment was {@link #owe owed} a receipt. */
    void answered(Connection connection, UUID paymentId, Bytes32 response) throws SQLException;

    /**
     * Notes in the caller's transaction where a payment stands now. A payment that nothing is owed for is not noted. Finality
     * makes a newer receipt due; a weaker or an equal standing changes only receipts that are not yet issued.
     */
    void stands(Connection connection, UUID paymentId, Standing standing) throws SQLException;

    /**
     * The receipt for an answer that is about to go out. Blocks for at most the configured wait, so it is called on a virtual
     * thread, and never throws: whatever goes wrong, the receipt is empty now and follows later.
     *
     * @return the document as JSON text
     */
    Optional<String> forAnswer(ReceiptFacts facts);

    /**
     * The newest receipt of a payment, as JSON text.
     *
     * @throws ReceiptStoreException when the database does not answer
     */
    Optional<String> newest(UUID paymentId);

    /** Whether somebody is configured to sign them. */
    boolean areIssued();
}
