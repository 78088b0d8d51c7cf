package dev.quittance.gateway.receipt;

import dev.quittance.gateway.database.Also;
import dev.quittance.protocol.receipt.ReceiptFacts;
import dev.quittance.protocol.receipt.Standing;
import java.sql.Connection;
import java.util.Optional;
import java.util.UUID;

/** A gateway that issues no receipts, because nobody is configured to sign them. */
public final class NoReceipts implements Receipts {
    @Override
    public Also owing(ReceiptFacts facts) {
        return Also.NOTHING;
    }

    @Override
    public void stands(Connection connection, UUID paymentId, Standing standing) {}

    @Override
    public ForAnswer forAnswer(ReceiptFacts facts) {
        return new ForAnswer(Optional.empty(), Also.NOTHING);
    }

    @Override
    public Optional<String> newest(UUID paymentId) {
        return Optional.empty();
    }

    @Override
    public boolean areIssued() {
        return false;
    }
}
