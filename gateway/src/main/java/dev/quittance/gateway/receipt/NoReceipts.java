package dev.quittance.gateway.receipt;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.receipt.ReceiptFacts;
import dev.quittance.protocol.receipt.Standing;
import java.sql.Connection;
import java.util.Optional;
import java.util.UUID;

/** A gateway that issues no receipts, because nobody is configured to sign them. */
public final class NoReceipts implements Receipts {
    @Override
    public void owe(Connection connection, ReceiptFacts facts) {}

    @Override
    public void answered(Connection connection, UUID paymentId, Bytes32 response) {}

    @Override
    public void stands(Connection connection, UUID paymentId, Standing standing) {}

    @Override
    public Optional<String> forAnswer(ReceiptFacts facts) {
        return Optional.empty();
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
